import { makeArithmetic } from './arithmetic';
import { arrayOptionsOf } from './arrays';
import { PATTERNS, SLASHLESS, TEXTS, UNKNOWN } from './atoms';
import { addName, type Build, NEVER_SET, type Option, pickName } from './build';
import { makeLiteral, makeName, makeReference, makeSetName } from './names';

export function expansionOptionsOf(b: Build, quoted: boolean): readonly Option<string>[] {
  const { random } = b;
  return [
    ['default', 3, () => `\${${makeName(b)}${random.pick([':-', '-'])}${makeOperand(b, quoted)}}`],
    ['nestedDefault', 3, () => `\${${makeName(b)}:-${makeNestedDefault(b, quoted)}}`],
    ['alternate', 3, () => `\${${makeName(b)}${random.pick([':+', '+'])}${makeOperand(b, quoted)}}`],
    ['assignDefault', 3, () => makeAssignDefault(b, quoted)],
    ['required', 3, () => `\${${makeNewTextName(b)}${random.pick([':?', '?', ':?must be set'])}}`],
    ['length', 3, () => `\${#${makeName(b)}}`],
    ['trimPrefix', 3, () => `\${${makeTextName(b)}${random.pick(['#', '##'])}${makePattern(b)}}`],
    ['trimSuffix', 3, () => `\${${makeTextName(b)}${random.pick(['%', '%%'])}${makePattern(b)}}`],
    [
      'replace',
      3,
      () => `\${${makeTextName(b)}${random.pick(['/', '//'])}${random.pick(SLASHLESS)}${makeReplacement(b)}}`,
    ],
    ['substring', 3, () => `\${${makeTextName(b)}:${makeRange(b)}}`],
    ['letterCase', 3, () => `\${${makeTextName(b)}${random.pick(['^', '^^', ',', ',,', '^^[a-c]', ',,X', '^[!a]'])}}`],
    ['indirect', 3, () => makeIndirect(b)],
    ['positional', 3, () => makeParameter(b, quoted)],
    ['arithmetic', 3, () => makeArithmetic(b)],
    ['arithmeticNumbers', 3, () => makeArithmetic(b)],
    ['arithmeticEffects', 3, () => makeArithmetic(b)],
    ['unknowable', 3, () => random.pick(UNKNOWN)],
    ...(b.inFunction ? [['functionArguments', 4, () => makeParameter(b, quoted)] as const] : []),
    ...arrayOptionsOf(b, quoted),
  ];
}

const ARGUMENTS = [
  '$1',
  '${2}',
  '${1:-x}',
  '${3-none}',
  '$#',
  '$@',
  '$*',
  '${@:2}',
  '${1%.*}',
  '${@:1:1}',
  '${*:2}',
  '${!#}',
];
const makeParameter = (b: Build, quoted: boolean): string => {
  const parameter = b.random.pick(ARGUMENTS);
  return quoted && b.random.chance(0.3) ? '$@' : parameter;
};

/** Picks a variable with a text for patterns and ranges. */
function makeTextName(b: Build): string {
  if (b.names.strings.length > 0 && b.random.chance(0.3)) return b.random.pick(b.names.strings);
  return makeNewTextName(b);
}

function makeNewTextName(b: Build): string {
  const name = pickName(b, 'strings');
  b.lines.push(`${name}=${b.random.pick(TEXTS)}`);
  return addName(b, 'strings', name);
}

/** Makes the operand of `:-` and similar operators, in which quotes have another meaning inside quotes. */
function makeOperand(b: Build, quoted: boolean): string {
  const kind = b.random.below(12);
  if (kind === 0) return '';
  if (kind === 1) return 'a b';
  if (kind === 2) return "'a b'";
  if (kind === 3) return '"a  b"';
  if (kind === 4)
    return b.random.pick(['a\\ b', '\\}', '\\$x', 'a\\"b', '\\\\', 'a#b', ' x ', "'$x'", '{a,b}', '~', '*']);
  if (kind === 5) return makeReference(b);
  if (kind === 6) return `"${makeReference(b)}"`;
  if (kind === 7) return b.grammar.expansion(b, quoted);
  return makeLiteral(b);
}

function makeNestedDefault(b: Build, quoted: boolean): string {
  const deepest = b.random.chance(0.5) ? makeOperand(b, quoted) : makeReference(b);
  const one = `\${${makeName(b)}:-${deepest}}`;
  const two = b.random.chance(0.3) ? `\${${makeName(b)}-${one}}` : one;
  return b.random.pick([two, `x${two}y`, `"${two}"`, `${two}${two}`]);
}

/** Makes `${V:=x}`, which sets the variable for everything that follows. */
function makeAssignDefault(b: Build, quoted: boolean): string {
  const name = b.random.chance(0.7) ? b.random.pick(NEVER_SET) : makeSetName(b);
  if (b.shared.frozen.has(name)) return makeReference(b, name);
  return `\${${name}${b.random.pick([':=', '='])}${makeOperand(b, quoted)}}`;
}

function makePattern(b: Build): string {
  if (b.random.chance(0.15)) return b.random.chance(0.5) ? makeReference(b) : `"${makeReference(b)}"`;
  return b.random.pick(PATTERNS);
}

function makeReplacement(b: Build): string {
  const kind = b.random.below(8);
  if (kind === 0) return '';
  if (kind === 1) return '/';
  if (kind === 2) return `/${makeReference(b)}`;
  return `/${b.random.pick(['_', 'Q', '--', 'x y', '"a b"', '\\/', "'y'", '/', '.', '\\\\', '#'])}`;
}

/** Makes a range without negative lengths, which are errors if the text is too short. */
function makeRange(b: Build): string {
  const plain = ['0:2', '1', ' -2', '1:1', '0:0', '2:9', '(-2)', '0:1', '9', ' -1:1', '1+1:1', '00:0x1'];
  if (b.names.numbers.length > 0 && b.random.chance(0.2)) return `0:${b.random.pick(b.names.numbers)}*0+1`;
  return b.random.pick(plain);
}

/** Makes `${!P}`, the variable that P names. */
function makeIndirect(b: Build): string {
  const name = makeSetName(b);
  const pointer = `${name}_REF`;
  b.lines.push(`${pointer}=${name}`);
  return b.random.pick([`\${!${pointer}}`, `\${!${pointer}:-x}`, `\${!${pointer}%b*}`]);
}
