/**
 * Texts that words consist of. Each list covers cases that are hard to read, without a slash before a star, since no
 * text may match a file of the machine. The lists are spread over lines only to keep these short.
 */

export const PLAIN: readonly string[] = [
  ...['1e-5', '64', 'true', 'qwen/Qwen2-7B', 'data#500', 'a_b', 'x.y', '-1', 'a:b', '50%', 'a,b', '@x', '+1', 'a=b'],
  ...['mcore', '0.95', 'x^2', 'a!b', '1,2,3', 'u@v', '0', '007', 'c-d', 'path/to/model.bin', 'B'],
];
export const CJK: readonly string[] = ['训练', '数据集/中文', '，', 'é', '模型v2', '😀x', 'data#训'];
/** Words that look like syntax but are not at this position. */
export const ODD: readonly string[] = [
  ...['-', '--', '---x', '-x', '-lr', '=', '--=x', '--a==b', '-1e-5', '-.5', '--a-b_c', '!', ']', '[', '}', '{', '{}'],
  ...['if', 'done', 'then', 'in', 'A=1', 'x+=1', '%s', ':', '.', '--a=', '^a', 'a^', '@', '--lr=-1', '{a}', 'a}b'],
  ...['[[', ']]'],
];
export const ESCAPED: readonly string[] = [
  ...['a\\ b', '\\#x', '\\$V', '\\"', '\\\\', "\\'", '\\*', '\\{a,b\\}', '\\~', 'a\\;b', '\\(x\\)', '\\n', '\\&'],
  ...['x\\\\y', '\\-\\-b', '\\`x\\`'],
];
export const BRACES: readonly string[] = [
  ...['{a,b}', 'x{1..3}y', '{a,{b,c}}', '{a}', '{}', '{a,}', '{,a}', '{1..10..3}', '{01..03}', '{a..e}', '{c..a}'],
  ...['"{a,b}"', '{a,"b c"}', '--x={1,2}', '{a,b}{c,d}', '\\{a,b}', '{a\\,b,c}', '{3..1}', '{-1..1}', '{a,b', 'a,b}'],
  ...['{a,b}}', '{{a,b}', 'x{a,{1..2}}', '{1..a}', '{1.5..3}', '{5..1..2}', "{'a,b',c}", '{a,b}"{c,d}"', '{"a",b}x'],
  ...['--lr{,_min}', '{a..c..2}', '{1..3}{a,b}'],
];
export const TILDES: readonly string[] = [
  ...['~', '~/x', 'a~', '--a=~/x', 'a=~/x', "'~/x'", '"~"', '\\~/x', 'x:~/y', '~/"a b"', '~+/x', '"~/x"', 'a=x:~/y'],
];
/** Patterns that match no file of an empty folder. */
export const GLOBS: readonly string[] = [
  ...['data/*.jsonl', 'model-?', '[ab]c', '"*"', '\\*', 'd[1', '*', '*.none', '[1,2]', '[!a]x', '{x,y}*.no', "a'*'b"],
  ...['[', '[]', 'x[0-9]'],
];
/** Parts of `$'..'`, `'..'` and `".."`. */
export const ANSI: readonly string[] = [
  ...['a\\tb', '\\x41', '\\u4f60', '\\101', "it\\'s", 'a\\\\b', 'a\\nb', '\\"', '"', '\\q', '$V', '\\x4', '\\?', '\\a'],
  ...['\\U0001F600', '\\x41g', '\\1012', ' ', '#'],
];
export const SINGLE: readonly string[] = [
  ...[
    'a',
    'b c',
    ' ',
    '$x',
    '#',
    ';',
    '&',
    '|',
    '<',
    '>',
    '(',
    ')',
    '*',
    '{a,b}',
    '~',
    '!',
    '%',
    '\\',
    '\\n',
    '"',
    '`',
  ],
  ...['=', '--lr', '1e-5', '\t', '${x}', '$(x)', ',', '[1]', '\\\\'],
];
export const DOUBLE: readonly string[] = [
  ...['a', 'b c', ' ', '\\$x', '#', ';', '&', '|', '<', '>', '(', ')', '*', '{a,b}', '~', '!', '\\\\', '\\n', '\\"'],
  ...['\\`', "'", "it's", '=', '--lr', '1e-5', '\t', '$ ', '\\d', '[1]', '%', '\\*', "\\'"],
];
/** Line breaks inside quotes. Only double quotes remove a backslash at the end of a line. */
export const BREAKS: readonly string[] = ['\\\n', '\n', '\\\n  ', '\\\\\n'];
/** Values that are split if they are not quoted. */
export const BLANKS: readonly string[] = [
  ...["'a b'", '""', "' a'", "'a '", "'a  b\tc'", "' '", "'--lr 1 --tp 2'", "$'a\\nb'", '"--x  "', '--y'],
];

/** Values with parts that patterns match. */
export const TEXTS: readonly string[] = [
  ...['path/to/Qwen2-7B.Instruct', 'a.b.c', 'aXbXc', 'data/train.jsonl', 'foo-bar_baz', 'aaa', 'x=y=z', 'qwen2.5'],
  ...['"a b c"', "'x  y'", '"data/a b.json"', '"*a*"'],
];
export const PATTERNS: readonly string[] = [
  ...['*/', '*.', '?', '[a-c]', 'path', '*', 'a*', 'data/', '.*', '-*', '"*"', '*[0-9]', 'a?b', '[!a]*', '/*', '??'],
  ...['.json?', '\\*', 'a\\.', "'a b'", '*=', 'a'],
];
/** Patterns of replacements, which an unquoted slash would end. */
export const SLASHLESS: readonly string[] = [
  ...['a', 'o*', '?', '[0-9]', '-', '.', '\\/', '"/"', "'.'", 'X', '[ab]', 'b c', 'aa', '*', '\\.', 'none', '#a', '%c'],
  ...['#', '%z'],
];
/** Expansions with values that only the machine knows. */
export const UNKNOWN: readonly string[] = [
  ...['$(date +%s)', '$RANDOM', '$$', '$0', '$?', '$(cat /dev/null)', '`date`', '$HOME', '$PWD', '${HOSTNAME%%.*}'],
  ...[
    '$(dirname "$0")',
    '$(cat <<< "a b")',
    '${HOME:-x}',
    '$SECONDS',
    '$-',
    '${PATH:+x}',
    '$((RANDOM % 4))',
    '$LINENO',
  ],
];
