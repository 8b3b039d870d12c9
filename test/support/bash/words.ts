import { ANSI, BLANKS, BRACES, BREAKS, CJK, DOUBLE, ESCAPED, GLOBS, ODD, SINGLE, TILDES } from './atoms';
import { addName, type Build, choose, type Option, pickName, repeatRandomly, useFeature } from './build';
import { expansionOptionsOf } from './expansions';
import { makeLiteral, makeReference } from './names';

export const makeSingleQuoted = (b: Build): string => `'${makeQuotedText(b, SINGLE)}'`;
const makeAnsiQuoted = (b: Build): string =>
  b.random.chance(0.1) ? `$"${makeQuotedText(b, DOUBLE)}"` : `$'${makeQuotedText(b, ANSI)}'`;

function makeQuotedText(b: Build, atoms: readonly string[]): string {
  const parts = repeatRandomly(b, 1, 4, () => b.random.pick(atoms));
  if (useFeature(b, 'continuationInQuotes', 0.5))
    parts.splice(b.random.below(parts.length + 1), 0, b.random.pick(BREAKS));
  if (b.on.has('cjk') && b.random.chance(0.2)) parts.push(b.random.pick(CJK));
  return parts.join('');
}

export function makeDoubleQuoted(b: Build): string {
  const atoms = makeQuotedText(b, DOUBLE);
  const parts = [atoms];
  if (b.random.chance(0.4)) parts.unshift(makeExpansion(b, true));
  if (b.random.chance(0.2)) parts.push(makeExpansion(b, true));
  return `"${joinParts(parts)}"`;
}

/** Makes an expansion. Deep inside others it is a plain variable, so that every word ends. */
export function makeExpansion(b: Build, quoted: boolean): string {
  if (b.shared.nesting > 2) return makeReference(b);
  b.shared.nesting += 1;
  const made = choose(b, [[undefined, 1, () => makeReference(b)], ...expansionOptionsOf(b, quoted)]);
  b.shared.nesting -= 1;
  return made;
}

/** Joins parts to one word. `$A` gets braces before a letter, which would continue the name. */
export const joinParts = (parts: readonly string[]): string =>
  parts.reduce((word, part) => {
    const open = /^\w/.test(part) ? /^(.*)(?<!\\)\$(\w+)$/s.exec(word) : null;
    return open ? `${open[1]}\${${open[2]}}${part}` : word + part;
  }, '');

/** Makes one word of a command as written, which bash may expand to none or to several. */
export function makeWord(b: Build): string {
  if (!useFeature(b, 'adjacent', 0.4)) return makePart(b);
  const simple = (): string =>
    choose(b, [
      [undefined, 2, () => makeLiteral(b)],
      [undefined, 2, () => makeSingleQuoted(b)],
      [undefined, 2, () => makeDoubleQuoted(b)],
      [undefined, 1, () => b.random.pick(ESCAPED)],
      [undefined, 1, () => b.random.pick(['""', "''"])],
      [undefined, 2, () => makePart(b)],
    ]);
  // Inside a word, a tilde or a keyword is ordinary text, whereas a leading `#` would start a comment.
  return joinParts(repeatRandomly(b, 2, 4, simple));
}

function makePart(b: Build): string {
  const holds = b.names.strings.length + b.names.numbers.length > 0;
  return choose(b, [
    [undefined, 2, () => makeLiteral(b)],
    ...(holds ? [[undefined, 2, () => `"${makeReference(b)}"`] as const] : []),
    ...(holds ? [[undefined, 1, () => makeReference(b)] as const] : []),
    ['plain', 4, () => (b.random.chance(0.5) ? `"${makeReference(b)}"` : makeReference(b))],
    ['splitting', 4, () => makeSplitWord(b)],
    ['single', 4, () => makeSingleQuoted(b)],
    ['double', 4, () => makeDoubleQuoted(b)],
    ['ansi', 4, () => makeAnsiQuoted(b)],
    ['escape', 4, () => repeatRandomly(b, 1, 2, () => b.random.pick(ESCAPED)).join('')],
    ['empty', 3, () => b.random.pick(['""', "''", "$''", '""\'\'', `${makeLiteral(b)}""`])],
    ['odd', 4, () => b.random.pick(ODD)],
    ['cjk', 3, () => b.random.pick(CJK)],
    ['braces', 4, () => (b.random.chance(0.2) ? `{${makeReference(b)},${makeLiteral(b)}}` : b.random.pick(BRACES))],
    ['tilde', 4, () => b.random.pick(TILDES)],
    ['globs', 4, () => b.random.pick(GLOBS)],
    ['continuationInQuotes', 4, () => (b.random.chance(0.7) ? makeDoubleQuoted(b) : makeSingleQuoted(b))],
    ...expansionOptionsOf(b, false).map(
      ([feature, weight]): Option<string> => [
        feature,
        weight,
        () => {
          // Quoted and unquoted expansions follow different rules.
          const quoted = b.random.chance(0.5);
          const made = choose(
            b,
            expansionOptionsOf(b, quoted).filter(([each]) => each === feature),
          );
          return quoted ? `"${b.random.chance(0.2) ? joinParts([makeLiteral(b), made]) : made}"` : made;
        },
      ],
    ),
  ]);
}

/** Makes an unquoted variable whose value has spaces or is empty. */
function makeSplitWord(b: Build): string {
  const name = pickName(b, 'strings');
  b.lines.push(`${name}=${b.random.pick(BLANKS)}`);
  addName(b, 'strings', name);
  const near = (): string =>
    b.random.chance(0.3) ? b.random.pick(['a', '--x=', '"b c"', '""', makeReference(b)]) : '';
  return joinParts([near(), `$${name}`, near()]);
}

/** Makes the value of an assignment. */
export const makeValue = (b: Build): string => (b.random.chance(0.05) ? '' : makeWord(b));
