import { addName, type Build, type Option, pickName, repeatRandomly, useFeature } from './build';
import { makeLiteral } from './names';

/** Returns the ways to use arrays in a word. */
export function arrayOptionsOf(b: Build, quoted: boolean): readonly Option<string>[] {
  const { random } = b;
  const all = (): string => random.pick(quoted ? ['@', '@', '*'] : ['@', '*']);
  return [
    ['array', 5, () => `\${${makeArrayName(b)}[@]}`],
    ['arrayAppend', 3, () => `\${${makeAppendedName(b)}[@]}`],
    ['arrayIndex', 3, () => (random.chance(0.2) ? `$${makeArrayName(b)}` : `\${${makeArrayName(b)}[${makeIndex(b)}]}`)],
    ['arrayStar', 3, () => `\${${makeArrayName(b)}[*]}`],
    [
      'arrayCount',
      3,
      () => random.pick([`\${#${makeArrayName(b)}[@]}`, `\${#${makeArrayName(b)}[*]}`, `\${#${makeArrayName(b)}[0]}`]),
    ],
    [
      'arraySlice',
      3,
      () => `\${${makeArrayName(b)}[${all()}]:${random.pick(['1', '1:2', '0:1', ' -1', ' -2:1', '2', '0'])}}`,
    ],
    ['arrayEach', 3, () => `\${${makeArrayName(b)}[${all()}]${random.pick(ITEM_OPERATIONS)}}`],
    ['assoc', 3, () => makeAssociativeItem(b)],
  ];
}

/** Operations on each item of an array, or on the full array. */
const ITEM_OPERATIONS = ['#--', '%.*', '/a/b', '//[0-9]/_', ':-none', '^^', ',,', '##*/', ':+set', '-x', '/#/x'];

const makeIndex = (b: Build): string => b.random.pick(['0', '1', '2', '0+1', '-1', '9', '"1"', '0x0']);

/** Picks the name of an array. If there is none, and sometimes otherwise, lines before set one. */
export function makeArrayName(b: Build): string {
  if (b.names.arrays.length > 0 && b.random.chance(0.8)) return b.random.pick(b.names.arrays);
  return setArray(b);
}

/** Sets an array that always has a first item, so that `[-1]` is valid. */
export function setArray(b: Build, name = pickName(b, 'arrays')): string {
  const text = `${name}=(${makeElements(b, makeLiteral(b))})`;
  b.lines.push(b.random.chance(0.15) ? `declare -a ${text}` : text);
  if (useFeature(b, 'unset', 0.1)) b.lines.push(`unset '${name}[1]'`);
  return addName(b, 'arrays', name);
}

function makeAppendedName(b: Build): string {
  const name = makeArrayName(b);
  b.lines.push(makeAppendLine(b, name));
  return name;
}

/** Makes a line that changes an existing array. */
export function makeAppendLine(b: Build, name = makeArrayName(b)): string {
  return b.random.pick([
    `${name}+=(${makeElements(b)})`,
    `${name}=("\${${name}[@]}" ${makeElement(b)})`,
    `${name}=(${makeElement(b)} "\${${name}[@]}")`,
    `${name}[${b.random.pick(['0', '1', '5'])}]=${makeLiteral(b)}`,
    `${name}+=(${makeElement(b)})`,
    `${name}[0]+=x`,
    `${name}+=x`,
    `${name}=([2]=${makeLiteral(b)} ${makeElement(b)} [0]=first)`,
  ]);
}

const COMMENTS = ['# why', "# don't", '# ${x', '#', '# (', '#--lr 2', '# 注释 "', '# \\'];

/** Makes the text between the parentheses, on one line or on several with comments. */
function makeElements(b: Build, first?: string): string {
  const words = repeatRandomly(b, first ? 0 : 1, 3, () => makeElement(b));
  const all = first === undefined ? words : [first, ...words];
  if (b.random.chance(0.5)) return all.join(' ');
  const comment = (): string => (b.random.chance(0.3) ? ` ${b.random.pick(COMMENTS)}` : '');
  const lines = all.map((each) => {
    const break_ = b.random.chance(0.15) ? `${b.random.pick(['  # --off 1', '', '  #x'])}\n` : '';
    return `${break_}  ${each}${each.startsWith('[') ? '' : comment()}\n`;
  });
  return `\n${lines.join('')}`;
}

/** Converts a text to an item. A leading bracket, which would start an index, gets a letter before it. */
export const toElement = (text: string): string => text.replace(/(^| )\[/g, '$1x[');

/** Makes an item, mostly a flag with its value. Inside other words it is a plain text. */
function makeElement(b: Build): string {
  if (b.shared.nesting > 1) return makeLiteral(b);
  b.shared.nesting += 1;
  const value = b.random.chance(0.4) ? b.grammar.word(b) : makeLiteral(b);
  const made = b.random.chance(0.5) ? `${b.random.pick(['--lr', '--tp', '--x-y'])} ${value}` : value;
  b.shared.nesting -= 1;
  return toElement(made);
}

/** Makes an item of an associative array. */
function makeAssociativeItem(b: Build): string {
  const name = `table${++b.shared.fresh}`;
  b.lines.push(`declare -A ${name}=([lr]=${makeLiteral(b)} [a-b]="x y")`);
  if (b.random.chance(0.5))
    b.lines.push(`${name}[tp]=${b.shared.nesting > 1 ? '2' : `"${b.grammar.expansion(b, true)}"`}`);
  return b.random.pick([
    `\${${name}[lr]}`,
    `\${${name}[a-b]}`,
    `\${#${name}[@]}`,
    `\${${name}[tp]}`,
    `\${${name}[no]:-x}`,
  ]);
}
