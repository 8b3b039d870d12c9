import type { Random } from '../support/bash/random';

/** Random scalars near every branch of PyYAML's resolver and constructors, each at one of the possible positions. */

const WORDS = [
  'yes Yes YES yEs no No NO on On ON oN off Off OFF true True TRUE tRue false False FALSE y Y n N t f',
  'null Null NULL nULL ~ None none nan NaN .nan .NaN .NAN .nAn inf Inf .inf .Inf .INF -.inf +.inf -.Inf .iNF -.nan',
  '<< = ! & * - ? : ... --- | > @ ` % # << : "" \'\' [] {} [a] {a} {a: 1}',
  '0 00 000 -0 +0 08 09 017 -017 +017 0_7 0_ 0__ 1_ 1__0 _1 -_1 0o17 0O17 0x 0x_ 0xFF 0xff -0x1F 0X1F 0b 0b_ 0b101 -0b1 0b12 0b1_0',
  '1e5 1e-5 1E5 1e+5 1.e5 1.e+5 1.0e5 1.0e+5 1.0E-5 .5 .5e-3 .5e3 -.5 +.5 5. -5. 5._ 1.0.0 1._5 ._5 1_0.0_1 0.1 0.10 1.10 1e 1e+ e5',
  '1:30 1:60 1:59 01:30 0:30 12:30:45 12:30:45.6 1:3 1:03 1:030 190:20:30 -1:30 +1:30 1:30. 1:30.5 1_0:30 60:60 0:0.0 1:2:3:4:5:6:7',
  '2024-01-01 2024-1-1 2024-13-01 2024-02-30 2024-02-29 2023-02-29 0000-01-01 0001-01-01 9999-12-31 20240101 2024-01-01T 2024-01',
  '123456789012345678901234567890 -9007199254740993 1.7976931348623157e+308 1.0e+309 4.9e-324 1.0e-400 0.1e+1 123456789.123456789',
  '1e16 1.0e+16 1.0e+15 1.0e-4 1.0e-5 0.0001 0.00001 100000000000000000.0 9999999999999998.0 12345678901234567890.0 5.0e-324',
  'a/b#500 a:b http://x.y/z?a=b a,b a]b }b {b key=value --lr -lr -1 -1.5 -1e-5 -1e5 -0.00001 你好 😀 é \u00a0 \u2028x x\u0085y',
].flatMap((line) => line.split(' '));

const TIMES = [
  '2001-12-14t21:59:43.10-05:00',
  '2001-12-14 21:59:43.10 -5',
  '2001-12-14T21:59:43Z',
  '2001-12-14 21:59:43',
  '2001-12-14 21:59:43.',
  '2001-12-14 21:59:43.1234567 +05:30',
  '2001-12-14 21:59:43 +24:00',
  '2001-12-14 21:59:43 -23:59',
  '2001-12-14 21:59:43 +00:00',
  '2001-12-14 21:59:43 -0:00',
  '2001-12-14 21:59:43 +1:99',
  '2001-12-14 24:00:00',
  '2001-12-14 1:2:3',
  '2001-12-14 01:02:60',
  '2001-1-1 1:02:03Z',
  '2001-12-14  21:59:43   Z',
  '2001-12-14\t21:59:43',
];

const ALPHABET = [...'0123456789012345678900112..__::--++eExXbBoOTtZz ~nNyYaAfF=<!&*#,[]{}\'"\\/%@`|>?\t'];

/** Writes a number with random parts. */
function randomNumber(random: Random): string {
  const digits = (maxLength: number): string =>
    Array.from({ length: random.below(maxLength) + 1 }, () =>
      random.chance(0.1) ? '_' : random.below(random.chance(0.3) ? 2 : 10),
    ).join('');
  const parts = [
    () => random.pick(['', '', '-', '+']),
    () => random.pick(['', '', '', '0', '0x', '0b', '0o', '.']),
    () => digits(random.chance(0.1) ? 25 : 5),
    () => (random.chance(0.3) ? `:${digits(2)}` : ''),
    () => (random.chance(0.5) ? `.${random.chance(0.8) ? digits(4) : ''}` : ''),
    () => (random.chance(0.4) ? `${random.pick(['e', 'E'])}${random.pick(['', '+', '-'])}${digits(2)}` : ''),
  ];
  return parts.map((part) => part()).join('');
}

function randomDate(random: Random): string {
  const part = (max: number): string => String(random.below(max + 2)).padStart(random.below(2) + 1, '0');
  const day = `${random.pick(['2024', '1999', '0001', '2000', '24', '20245'])}-${part(12)}-${part(31)}`;
  if (random.chance(0.4)) return day;
  const zone = random.pick(['', '', 'Z', ' Z', '+1', '-05:30', ` +${part(24)}:${part(60)}`, '+', '+1:2']);
  const fraction = random.pick(['', '', '.', '.5', '.123456789']);
  return `${day}${random.pick([' ', 'T', 't', '  ', ''])}${part(23)}:${part(59)}:${part(59)}${fraction}${zone}`;
}

/** Sometimes adds, removes or replaces one character, which creates near mistakes. */
function mutate(random: Random, text: string): string {
  if (random.chance(0.6)) return text;
  const letters = [...text];
  const added = random.chance(0.7) ? [random.pick(ALPHABET)] : [];
  return letters.toSpliced(random.below(letters.length + 1), random.below(2), ...added).join('');
}

export function plainScalar(random: Random): string {
  const kind = random.below(10);
  const text = kind < 4 ? randomNumber(random) : kind < 5 ? randomDate(random) : random.pick(kind < 6 ? TIMES : WORDS);
  return mutate(random, text);
}

const ESCAPES = [
  '\\n',
  '\\t',
  '\\"',
  '\\\\',
  '\\/',
  '\\x41',
  '\\u4f60',
  '\\U0001F600',
  '\\e',
  '\\_',
  '\\N',
  '\\L',
  '\\0',
  '\\ ',
  '\\z',
  '\\x4',
  "'",
  '\\',
];

export function quotedScalar(random: Random): string {
  const inner = random.chance(0.5)
    ? plainScalar(random)
    : Array.from({ length: random.below(4) }, () => plainScalar(random)).join(random.pick([' ', '  ', ', ', ': ']));
  if (random.chance(0.5)) return `'${random.chance(0.1) ? inner : inner.replaceAll("'", "''")}'`;
  const escaped = inner.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return `"${random.chance(0.4) ? escaped + random.pick(ESCAPES) : escaped}${random.chance(0.2) ? random.pick(ESCAPES) : ''}"`;
}

const TAGS = [
  '!!str !!int !!float !!bool !!null !!binary !!timestamp !!seq !!map !!set !!omap !!pairs !!merge !!value !!yaml',
  '! !!unknown !local !<tag:yaml.org,2002:int> !<tag:yaml.org,2002:str> !!python/tuple !e!x !<int> !<map> !!st%72 !!%zz !!',
].flatMap((line) => line.split(' '));

export const tag = (random: Random): string => random.pick(TAGS);

const BYTES = [
  'aGVsbG8=',
  'aGVsbG8',
  'aGVs bG8=',
  '=',
  'a',
  'ab==',
  'ab=c',
  '////',
  'aGVsbG8=trailing',
  "J2E'",
  'AAECAwQ=',
];

export function scalar(random: Random): string {
  const kind = random.below(12);
  if (kind < 7) return plainScalar(random);
  if (kind < 9) return quotedScalar(random);
  const written = random.chance(0.5)
    ? plainScalar(random)
    : random.chance(0.3)
      ? random.pick(BYTES)
      : quotedScalar(random);
  return `${random.chance(0.2) ? '!!binary' : tag(random)} ${written}`;
}

/** Writes a key of about 1024 characters, the maximum length without a preceding question mark. */
function longKey(random: Random): string {
  const letters = random.pick(['k', '😀', '你']).repeat(1014 + random.below(16));
  return random.pick([letters, `"${letters}"`, `[${letters}]`, `&a ${letters}`, `${letters} `]);
}

/** Writes a document around one scalar. */
export function scalarDocument(random: Random): string {
  if (random.chance(0.01)) {
    const key = longKey(random);
    return random.pick([
      `${key}: b\n`,
      `? ${key}: b\n`,
      `a: {${key}: b}\n`,
      `a: [${key}: b]\n`,
      `- ${key}: b\n`,
      `{${key}: b}`,
    ]);
  }
  const one = scalar(random);
  switch (random.below(11)) {
    case 0:
      return `key: [${one}, b]\n`;
    case 1:
      return `key:\n  - ${one}\n  - b\n`;
    case 2:
      return `key:\n  inner: ${one}\n`;
    case 3:
      return `key: {inner: ${one}}\n`;
    case 4:
      return `${one}: value\n`;
    case 5:
      return `key:\n  ${one}: value\n`;
    case 6:
      return `ENV:\n  NAME: ${one}\nkey: value\n`;
    case 7:
      return random.chance(0.3) ? `${one}\n` : `ENV:\n  NAME: [${one}]\n  OTHER: {a: ${one}}\n`;
    default:
      return `key: ${one}${random.pick(['', '\n', ' # comment\n', '\r\n', '  \n'])}`;
  }
}
