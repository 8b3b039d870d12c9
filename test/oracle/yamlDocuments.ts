import type { Random } from '../support/bash/random';
import { plainScalar, quotedScalar, scalar, tag } from './yamlScalars';

/** Random documents: nested maps and lists in both styles, comments, multi-line text, anchors, merges and tags. */

interface Writer {
  random: Random;
  /** The document contains many near mistakes, so that it is usually rejected. */
  rough: boolean;
  /** The anchors defined so far; `maps` are those on maps. */
  anchors: string[];
  maps: string[];
  depth: number;
}

const KEYS = 'lr model dataset seed micro-batch-size micro_batch_size extra target_modules save a b c key n y'.split(
  ' ',
);
const MORE_KEYS = [
  '1 010 true ~ null 1.0 1:30 2024-01-01 <<x "quoted" \'single\' a/b a.b 数据 no_save_optim "a b" "" =',
  '0x10 .5 "1" off -lr --lr',
].flatMap((line) => line.split(' '));
const ODD_KEYS = ['?', '[a]', '!!int 1', '&', '"', 'a b:c', '<<', '!!binary aGk=', '*a1', 'ENV', '- a'];

const TEXT = ['word', 'two words', 'a: b', 'a #b', '- x', '', "it's", '你好', 'tab\there', '"q"', '# no comment'];
const ODD_TEXT = ['   deeper', 'end\\', '...', '--- x', ' ---', '😀', '\ttab', '\u2028', 'x\u0085y'];

const pad = (count: number): string => ' '.repeat(count);

/** Picks one of the usual texts, in a rough document also one of the odd texts. */
const pickText = ({ random, rough }: Writer, usual: readonly string[], odd: readonly string[]): string =>
  random.pick(rough ? [...usual, ...odd] : usual);

const chanceIfRough = ({ random, rough }: Writer, probability: number): boolean => rough && random.chance(probability);

const TROUBLE = /[\t`@%|>{}[\],*&!#?\\'"=<]|: |:$|^[-?:](?: |$)|^$|^\.\.\.$|^---$/;

/** Writes a scalar; outside of rough documents one that does not affect the surrounding text. */
function safeScalar({ random, rough }: Writer, write: (random: Random) => string): string {
  for (;;) {
    const text = write(random);
    const inner = /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
    if (rough || !TROUBLE.test(inner)) return text;
  }
}

const key = (writer: Writer): string =>
  writer.random.chance(0.7) ? writer.random.pick(KEYS) : pickText(writer, MORE_KEYS, ODD_KEYS);

function comment(writer: Writer): string {
  const { random } = writer;
  return random.chance(0.12) ? pickText(writer, [' # why', ' #', '  # a: b', ' #日本'], ['# close', '\t# tab']) : '';
}

const OWN_TAGS = ['!!str', '!', '!!str', '!!null'];

/** Writes an anchor or a tag before a value. */
function property(writer: Writer, forMap = false): string {
  const { random, anchors, maps } = writer;
  let text = '';
  if (random.chance(0.1)) {
    const name = chanceIfRough(writer, 0.05) ? 'a1' : `a${anchors.length + 1}`;
    anchors.push(name);
    if (forMap) maps.push(name);
    text += `&${name} `;
  }
  if (chanceIfRough(writer, 0.04)) text += `${forMap ? random.pick(['!!set', '!!omap', '!!seq']) : tag(random)} `;
  else if (random.chance(0.02)) text += `${forMap ? random.pick(['!!map', '!']) : random.pick(OWN_TAGS)} `;
  return text;
}

function alias(writer: Writer): string | undefined {
  const { random, anchors } = writer;
  if (anchors.length === 0 || !random.chance(0.15)) return undefined;
  return `*${chanceIfRough(writer, 0.05) ? 'nowhere' : random.pick(anchors)}`;
}

/** Writes the text of a block scalar with its header; its lines are indented by at least `indent`. */
function blockText(writer: Writer, indent: number): string {
  const { random } = writer;
  const extra = random.below(3) + 1;
  const marks = ['', '', '-', '+', String(extra), `${extra}-`, `+${extra}`];
  const head = random.pick(['|', '>']) + pickText(writer, marks, ['0', '-1', '9', '+-', '2 x']);
  const lines = Array.from({ length: random.below(5) }, (_, index) => {
    const inner = pickText(writer, TEXT, ODD_TEXT);
    if (inner === '') return pad(random.below(indent + (index > 0 ? extra : 0) + 1));
    return pad(chanceIfRough(writer, 0.2) ? random.below(indent + 4) : indent + extra) + inner;
  });
  const note = random.chance(0.2) ? random.pick([' # c', ' ']) : '';
  return `${head}${note}\n${lines.map((line) => `${line}\n`).join('')}`;
}

/** Writes a quoted or plain text of several lines. */
function multiline(writer: Writer, indent: number): string {
  const { random } = writer;
  const quote = random.pick(['', '', '"', "'"]);
  const lines = Array.from({ length: random.below(3) + 2 }, () =>
    pickText(writer, ['one', 'two three', '', ' x ', 'a#b', 'b:c', '4'], ['\\', '-', '---', 'c: d', ' # e', '\t']),
  );
  const body = lines.join(`\n${pad(chanceIfRough(writer, 0.2) ? random.below(indent + 2) : indent + 1)}`);
  return quote + body + quote;
}

function flow(writer: Writer): string {
  const { random } = writer;
  if (writer.depth > 4 || random.chance(0.6)) {
    return (
      alias(writer) ??
      property(writer) + (random.chance(0.8) ? safeScalar(writer, plainScalar) : random.pick(['x', 'a b']))
    );
  }
  writer.depth++;
  const isMap = random.chance(0.5);
  const gap = () => pickText(writer, [' ', ' ', '', '  ', '\n  ', ' # c\n '], ['\t', '\n', ' , ']);
  const items = Array.from({ length: random.below(4) }, () => {
    if (!isMap) return random.chance(0.1) ? `${key(writer)}: ${flow(writer)}` : flow(writer);
    const colon = random.pick([': ', ': ', ': ', ':', ' : ', ':\n ']);
    return random.chance(0.1) ? key(writer) : `${random.chance(0.05) ? '? ' : ''}${key(writer)}${colon}${flow(writer)}`;
  });
  const text = items.join(`,${gap()}`) + (items.length > 0 && random.chance(0.1) ? ',' : '');
  writer.depth--;
  const [open, close] = isMap ? '{}' : '[]';
  return property(writer, isMap) + open + gap() + text + gap() + (chanceIfRough(writer, 0.05) ? '' : close);
}

/** Writes the value after a key or a list mark, with its line break. */
function value(writer: Writer, indent: number): string {
  const { random } = writer;
  const kind = random.below(20);
  const line = (text: string): string => ` ${property(writer)}${text}${comment(writer)}\n`;
  const other = alias(writer);
  if (other !== undefined) return ` ${other}${comment(writer)}\n`;
  if (kind < 7 || writer.depth > 3) return line(safeScalar(writer, plainScalar));
  if (kind < 9) return line(safeScalar(writer, quotedScalar));
  if (kind < 10) return `${comment(writer)}\n`;
  if (kind < 12) return ` ${flow(writer)}${comment(writer)}\n`;
  if (kind < 13) return ` ${property(writer)}${blockText(writer, indent)}`;
  if (kind < 14) return ` ${property(writer)}${multiline(writer, indent)}\n`;
  if (kind < 15) return ` ${safeScalar(writer, scalar)}\n`;
  writer.depth++;
  const isMap = random.chance(0.5);
  const head = ` ${property(writer, isMap)}`.trimEnd();
  const inner = indent + (isMap ? random.pick([2, 2, 4, 1]) : random.pick([0, 2, 2, 4]));
  const text = isMap ? map(writer, inner) : list(writer, inner);
  writer.depth--;
  return `${head}${comment(writer)}\n${text}`;
}

function list(writer: Writer, indent: number): string {
  const { random } = writer;
  return Array.from({ length: random.below(3) + 1 }, () => {
    const at = pad(chanceIfRough(writer, 0.04) ? indent + 1 : indent);
    if (random.chance(0.1)) return `${at}- ${random.pick(KEYS)}:${value(writer, indent + 2)}`;
    if (random.chance(0.05)) return `${at}- - x\n${at}  - y\n`;
    return `${at}-${value(writer, indent)}`;
  }).join('');
}

function map(writer: Writer, indent: number): string {
  const { random, maps, anchors } = writer;
  return Array.from({ length: random.below(4) + 1 }, () => {
    const at = pad(chanceIfRough(writer, 0.04) ? random.below(indent + 3) : indent);
    const spacer = random.chance(0.1)
      ? pickText(writer, ['\n', `${at}# note\n`, '# far left\n', '   \n'], ['\t\n'])
      : '';
    if (maps.length > 0 && random.chance(0.15)) {
      const many = () => `[*${random.pick(maps)}, *${random.pick(writer.rough ? anchors : maps)}]`;
      return `${spacer}${at}<<: ${random.chance(0.7) ? `*${random.pick(maps)}` : many()}\n`;
    }
    const mark = random.chance(0.02) ? '? ' : '';
    const name = (random.chance(0.04) ? property(writer) : '') + key(writer);
    return `${spacer}${at}${mark}${name}${random.chance(0.05) ? ' ' : ''}:${value(writer, indent)}`;
  }).join('');
}

function environment(writer: Writer): string {
  const { random } = writer;
  if (chanceIfRough(writer, 0.2)) return `ENV:${value(writer, 0)}`;
  const names = ['NPROC_PER_NODE', 'CUDA_VISIBLE_DEVICES', 'A', 'B', 'C'];
  const lines = Array.from(
    { length: random.below(3) + 1 },
    () => `  ${pickText(writer, names, ['1', 'true', 'A=B', '""'])}:${value(writer, 2)}`,
  );
  return `ENV:\n${lines.join('')}`;
}

const HEADS = ['---\n', '--- # c\n', '%YAML 1.1\n---\n', '\uFEFF', '# c\n\n', '%FOO bar\n---\n'];
const ODD_HEADS = [
  '...\n',
  '--- ',
  '---\n---\n',
  '%TAG !e! tag:yaml.org,2002:\n---\n',
  '%YAML 2.0\n---\n',
  '%YAML\n',
  '\uFEFF\uFEFF',
];
const TAILS = ['...\n', '# end', '   ', '...\n...\n', '\n\n'];
const ODD_TAILS = ['---\n', '---\na: b\n', '\t', 'word', '... x\n', ']', '\u0000', '\u0007', '...\n--- x\n', '%'];

export function randomDocument(random: Random): string {
  const writer: Writer = { random, rough: random.chance(0.2), anchors: [], maps: [], depth: 0 };
  const head = random.chance(0.06) ? pickText(writer, HEADS, ODD_HEADS) : '';
  const indent = random.chance(0.05) ? 2 : 0;
  const tail = random.chance(0.05) ? pickText(writer, TAILS, ODD_TAILS) : '';
  const text = head + body(writer, indent) + tail;
  if (random.chance(0.1)) return text.replaceAll('\n', '\r\n');
  if (random.chance(0.02)) return text.replaceAll('\n', '\r');
  return random.chance(0.05) ? text.trimEnd() : text;
}

function body(writer: Writer, indent: number): string {
  const { random } = writer;
  if (chanceIfRough(writer, 0.05)) return list(writer, indent);
  if (chanceIfRough(writer, 0.05)) return `${multiline(writer, 0)}\n`;
  if (random.chance(0.03)) return flow(writer);
  // In the order of the text, since anchors precede their aliases.
  const parts = [map, indent === 0 && random.chance(0.3) && environment, random.chance(0.5) && map];
  return parts.map((write) => (write ? write(writer, indent) : '')).join('');
}

const INDICATORS = [
  ...['- ', ': ', ':', '? ', '?', '-', '[', ']', '{', '}', ',', ', ', '\n', '\n', '\n ', '\n  ', '\n    ', ' ', '  '],
  ...[
    'a',
    'b',
    'a: ',
    'b: ',
    'a:\n',
    '1',
    '"',
    '"x"',
    "'",
    "'y'",
    '&a ',
    '*a',
    '*a ',
    '!!str ',
    '!',
    '! ',
    '|\n',
    '>-\n',
  ],
  ...[
    '|2\n',
    '#',
    ' #',
    '%',
    '---\n',
    '...\n',
    '--- ',
    '\t',
    '<<: ',
    '=',
    '~',
    '.5',
    '\r\n',
    '\\',
    '!!set ',
    '!!omap ',
  ],
  ...['\n- ', '\n- a: ', ']\n', '}\n', '\uFEFF', '@', '`', 'ENV:\n A: ', '\u2028', '\u0085'],
];

/** Writes indicators in random order, for which errors and their offsets must agree too. */
export const randomIndicators = (random: Random): string =>
  Array.from({ length: random.below(14) + 1 }, () => random.pick(INDICATORS)).join('');
