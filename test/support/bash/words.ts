import { ANSI, BLANKS, BRACES, BREAKS, CJK, DOUBLE, ESCAPED, GLOBS, ODD, SINGLE, TILDES } from './atoms';
import { type Build, choose, hold, nameFor, type Option, repeat, use } from './build';
import { expansionOptions } from './expansions';
import { literal, reference } from './names';

export const single = (b: Build): string => `'${text(b, SINGLE)}'`;
const ansi = (b: Build): string => (b.random.chance(0.1) ? `$"${text(b, DOUBLE)}"` : `$'${text(b, ANSI)}'`);

function text(b: Build, atoms: readonly string[]): string {
  const parts = repeat(b, 1, 4, () => b.random.pick(atoms));
  if (use(b, 'continuationInQuotes', 0.5)) parts.splice(b.random.below(parts.length + 1), 0, b.random.pick(BREAKS));
  if (b.on.has('cjk') && b.random.chance(0.2)) parts.push(b.random.pick(CJK));
  return parts.join('');
}

export function double(b: Build): string {
  const atoms = text(b, DOUBLE);
  const parts = [atoms];
  if (b.random.chance(0.4)) parts.unshift(expansion(b, true));
  if (b.random.chance(0.2)) parts.push(expansion(b, true));
  return `"${glue(parts)}"`;
}

/** Something behind a dollar sign. Deep inside of others it is a plain variable, so that every word comes to an end. */
export function expansion(b: Build, quoted: boolean): string {
  if (b.shared.nesting > 2) return reference(b);
  b.shared.nesting += 1;
  const made = choose(b, [[undefined, 1, () => reference(b)], ...expansionOptions(b, quoted)]);
  b.shared.nesting -= 1;
  return made;
}

/** Joins parts into one word. `$A` in front of a letter would be the name of another variable. */
export const glue = (parts: readonly string[]): string =>
  parts.reduce((word, part) => {
    const open = /^\w/.test(part) ? /^(.*)(?<!\\)\$(\w+)$/s.exec(word) : null;
    return open ? `${open[1]}\${${open[2]}}${part}` : word + part;
  }, '');

/** One word of a command: never several to the eye, although bash may make none or several of it. */
export function word(b: Build): string {
  if (!use(b, 'adjacent', 0.4)) return part(b);
  const simple = (): string =>
    choose(b, [
      [undefined, 2, () => literal(b)],
      [undefined, 2, () => single(b)],
      [undefined, 2, () => double(b)],
      [undefined, 1, () => b.random.pick(ESCAPED)],
      [undefined, 1, () => b.random.pick(['""', "''"])],
      [undefined, 2, () => part(b)],
    ]);
  // A tilde or a keyword inside of a word is an ordinary letter, and a `#` in front would start a comment.
  return glue(repeat(b, 2, 4, simple));
}

function part(b: Build): string {
  const holds = b.names.strings.length + b.names.numbers.length > 0;
  return choose(b, [
    [undefined, 2, () => literal(b)],
    ...(holds ? [[undefined, 2, () => `"${reference(b)}"`] as const] : []),
    ...(holds ? [[undefined, 1, () => reference(b)] as const] : []),
    ['plain', 4, () => (b.random.chance(0.5) ? `"${reference(b)}"` : reference(b))],
    ['splitting', 4, () => spread(b)],
    ['single', 4, () => single(b)],
    ['double', 4, () => double(b)],
    ['ansi', 4, () => ansi(b)],
    ['escape', 4, () => repeat(b, 1, 2, () => b.random.pick(ESCAPED)).join('')],
    ['empty', 3, () => b.random.pick(['""', "''", "$''", '""\'\'', `${literal(b)}""`])],
    ['odd', 4, () => b.random.pick(ODD)],
    ['cjk', 3, () => b.random.pick(CJK)],
    ['braces', 4, () => (b.random.chance(0.2) ? `{${reference(b)},${literal(b)}}` : b.random.pick(BRACES))],
    ['tilde', 4, () => b.random.pick(TILDES)],
    ['globs', 4, () => b.random.pick(GLOBS)],
    ['continuationInQuotes', 4, () => (b.random.chance(0.7) ? double(b) : single(b))],
    ...expansionOptions(b, false).map(
      ([feature, weight]): Option<string> => [
        feature,
        weight,
        () => {
          // Most people quote, and what is quoted and what is not is read by different rules.
          const quoted = b.random.chance(0.5);
          const made = choose(
            b,
            expansionOptions(b, quoted).filter(([each]) => each === feature),
          );
          return quoted ? `"${b.random.chance(0.2) ? glue([literal(b), made]) : made}"` : made;
        },
      ],
    ),
  ]);
}

/** An unquoted variable whose value has blanks, or nothing at all. */
function spread(b: Build): string {
  const name = nameFor(b, 'strings');
  b.lines.push(`${name}=${b.random.pick(BLANKS)}`);
  hold(b, 'strings', name);
  const near = (): string => (b.random.chance(0.3) ? b.random.pick(['a', '--x=', '"b c"', '""', reference(b)]) : '');
  return glue([near(), `$${name}`, near()]);
}

/** The value of an assignment. */
export const value = (b: Build): string => (b.random.chance(0.05) ? '' : word(b));
