import { arithmetic } from './arithmetic';
import { arrayOptions } from './arrays';
import { PATTERNS, SLASHLESS, TEXTS, UNKNOWN } from './atoms';
import { type Build, hold, NEVER_SET, nameFor, type Option } from './build';
import { held, heldOrNot, literal, reference } from './names';

export function expansionOptions(b: Build, quoted: boolean): readonly Option<string>[] {
  const { random } = b;
  return [
    ['default', 3, () => `\${${heldOrNot(b)}${random.pick([':-', '-'])}${operand(b, quoted)}}`],
    ['nestedDefault', 3, () => `\${${heldOrNot(b)}:-${defaultIn(b, quoted)}}`],
    ['alternate', 3, () => `\${${heldOrNot(b)}${random.pick([':+', '+'])}${operand(b, quoted)}}`],
    ['assignDefault', 3, () => assigned(b, quoted)],
    ['required', 3, () => `\${${filled(b)}${random.pick([':?', '?', ':?must be set'])}}`],
    ['length', 3, () => `\${#${heldOrNot(b)}}`],
    ['trimPrefix', 3, () => `\${${full(b)}${random.pick(['#', '##'])}${pattern(b)}}`],
    ['trimSuffix', 3, () => `\${${full(b)}${random.pick(['%', '%%'])}${pattern(b)}}`],
    ['replace', 3, () => `\${${full(b)}${random.pick(['/', '//'])}${random.pick(SLASHLESS)}${replacement(b)}}`],
    ['substring', 3, () => `\${${full(b)}:${range(b)}}`],
    ['letterCase', 3, () => `\${${full(b)}${random.pick(['^', '^^', ',', ',,', '^^[a-c]', ',,X', '^[!a]'])}}`],
    ['indirect', 3, () => pointed(b)],
    ['positional', 3, () => argument(b, quoted)],
    ['arithmetic', 3, () => arithmetic(b)],
    ['arithmeticNumbers', 3, () => arithmetic(b)],
    ['arithmeticEffects', 3, () => arithmetic(b)],
    ['unknowable', 3, () => random.pick(UNKNOWN)],
    ...(b.inFunction ? [['functionArguments', 4, () => argument(b, quoted)] as const] : []),
    ...arrayOptions(b, quoted),
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
const argument = (b: Build, quoted: boolean): string => {
  const made = b.random.pick(ARGUMENTS);
  return quoted && b.random.chance(0.3) ? '$@' : made;
};

/** A variable with a text that patterns and ranges fit. */
function full(b: Build): string {
  if (b.names.strings.length > 0 && b.random.chance(0.3)) return b.random.pick(b.names.strings);
  return filled(b);
}

function filled(b: Build): string {
  const name = nameFor(b, 'strings');
  b.lines.push(`${name}=${b.random.pick(TEXTS)}`);
  return hold(b, 'strings', name);
}

/** What stands behind `:-` and the like: quotes mean something else there inside of quotes. */
function operand(b: Build, quoted: boolean): string {
  const kind = b.random.below(12);
  if (kind === 0) return '';
  if (kind === 1) return 'a b';
  if (kind === 2) return "'a b'";
  if (kind === 3) return '"a  b"';
  if (kind === 4)
    return b.random.pick(['a\\ b', '\\}', '\\$x', 'a\\"b', '\\\\', 'a#b', ' x ', "'$x'", '{a,b}', '~', '*']);
  if (kind === 5) return reference(b);
  if (kind === 6) return `"${reference(b)}"`;
  if (kind === 7) return b.grammar.expansion(b, quoted);
  return literal(b);
}

function defaultIn(b: Build, quoted: boolean): string {
  const deepest = b.random.chance(0.5) ? operand(b, quoted) : reference(b);
  const one = `\${${heldOrNot(b)}:-${deepest}}`;
  const two = b.random.chance(0.3) ? `\${${heldOrNot(b)}-${one}}` : one;
  return b.random.pick([two, `x${two}y`, `"${two}"`, `${two}${two}`]);
}

/** `${V:=x}` gives the variable a value for all that follows. */
function assigned(b: Build, quoted: boolean): string {
  const name = b.random.chance(0.7) ? b.random.pick(NEVER_SET) : held(b);
  if (b.shared.frozen.has(name)) return reference(b, name);
  return `\${${name}${b.random.pick([':=', '='])}${operand(b, quoted)}}`;
}

function pattern(b: Build): string {
  if (b.random.chance(0.15)) return b.random.chance(0.5) ? reference(b) : `"${reference(b)}"`;
  return b.random.pick(PATTERNS);
}

function replacement(b: Build): string {
  const kind = b.random.below(8);
  if (kind === 0) return '';
  if (kind === 1) return '/';
  if (kind === 2) return `/${reference(b)}`;
  return `/${b.random.pick(['_', 'Q', '--', 'x y', '"a b"', '\\/', "'y'", '/', '.', '\\\\', '#'])}`;
}

/** Without lengths below zero, which are errors where the text is too short for them. */
function range(b: Build): string {
  const plain = ['0:2', '1', ' -2', '1:1', '0:0', '2:9', '(-2)', '0:1', '9', ' -1:1', '1+1:1', '00:0x1'];
  if (b.names.numbers.length > 0 && b.random.chance(0.2)) return `0:${b.random.pick(b.names.numbers)}*0+1`;
  return b.random.pick(plain);
}

/** `${!P}` is the variable that P names. */
function pointed(b: Build): string {
  const name = held(b);
  const pointer = `${name}_REF`;
  b.lines.push(`${pointer}=${name}`);
  return b.random.pick([`\${!${pointer}}`, `\${!${pointer}:-x}`, `\${!${pointer}%b*}`]);
}
