import { makeExpression } from './arithmetic';
import { makeArrayName } from './arrays';
import { makeBlock, wrapBlock } from './blockBody';
import { addName, type Build, choose, indentLines, type Option, openBlock, repeatRandomly, useFeature } from './build';
import { makeCommand, makeComment } from './commands';
import { functionOptionsOf } from './functions';
import { makeLiteral, makeReference, makeSetName } from './names';
import { makeWord } from './words';

/** Returns the statements that contain others. */
export function flowOptionsOf(b: Build): readonly Option<() => string>[] {
  return [
    ['if', 4, () => () => makeIf(b, false)],
    ['elif', 4, () => () => makeIf(b, true)],
    ['test', 4, () => () => makeIf(b, b.random.chance(0.3))],
    ['andOr', 4, () => () => makeAndOr(b)],
    ['case', 4, () => () => makeCase(b)],
    ['for', 4, () => () => makeWordLoop(b)],
    ['forArray', 4, () => () => makeArrayLoop(b)],
    ['cFor', 4, () => () => makeCountingLoop(b)],
    ['while', 4, () => () => makeWhile(b)],
    ['subshell', 4, () => () => makeGroup(b, '(', ')')],
    ['group', 4, () => () => makeGroup(b, '{', '}')],
    ['pipe', 1, () => () => `${makeGroup(b, '{', '}')} | cat`],
    ['redirect', 1, () => () => `${makeGroup(b, '{', '}')} > log.txt 2>&1`],
    ['exit', 3, () => () => makeExit(b)],
    ['bashCSingle', 4, () => () => makeBashCommand(b, false)],
    ['bashCDouble', 4, () => () => makeBashCommand(b, true)],
    ...functionOptionsOf(b),
  ];
}

/** Makes a condition that mostly follows from the script alone. */
export function makeCondition(b: Build): string {
  const negation = b.random.chance(0.1) ? '! ' : '';
  return (
    negation +
    choose(b, [
      [undefined, 2, () => b.random.pick(['true', 'false', ':'])],
      ['test', 6, () => makeTest(b)],
      ['arithmeticCommand', 3, () => `(( ${makeExpression(b, 1)} ))`],
      [
        'andOr',
        1,
        () => `${b.random.pick(['true', 'false'])} ${b.random.pick(['&&', '||'])} ${b.random.pick(['true', 'false'])}`,
      ],
      [
        'unknowable',
        2,
        () => b.random.pick(['[ -f data ]', '[[ -d data ]]', 'grep -q x /dev/null', '[ -n "$1" ]', '[ -z "$HOME" ]']),
      ],
    ])
  );
}

function makeTest(b: Build): string {
  const name = makeSetName(b);
  const text = b.random.chance(0.5) ? makeReference(b) : makeLiteral(b);
  return b.random.pick([
    ...[
      `[ "$${name}" = "${text}" ]`,
      `[ "$${name}" == ${makeLiteral(b)} ]`,
      `[[ $${name} == ${makeLiteral(b).charAt(0)}* ]]`,
      `[[ "$${name}" != x ]]`,
    ],
    ...[
      `[ -n "$${name}" ]`,
      `[ -z "$${name}" ]`,
      `[[ -n $${name} && "$${name}" == *a* ]]`,
      `test "$${name}" = "${text}"`,
    ],
    ...[
      `[[ $${name} =~ ^[a-z]+ ]]`,
      `[[ -z \${MISSING:-} ]]`,
      `[ ! -z "$${name}" ]`,
      `[[ ! -n $${name} ]]`,
      `[[ -v ${name} ]]`,
    ],
    ...[
      `[ "\${${name}:-}" != "" ]`,
      `[[ "$${name}" < "b" ]]`,
      `[ 2 -gt 1 ]`,
      `[[ "x$${name}" == "x" || 1 -eq 1 ]]`,
      `[ -z "\${NOT_SET+x}" ]`,
    ],
    ...[`[ "x$${name}" = "x${text}" ] && [ 1 -le 2 ]`, `[[ $${name} = "${text}" ]]`, `[[ $${name} == @(a|b)* ]]`],
    ...b.names.numbers
      .slice(0, 1)
      .flatMap((number) => [`[ $${number} -gt 2 ]`, `[[ $${number} -eq 4 ]]`, `[ "$${number}" -le 8 ]`]),
  ]);
}

function makeIf(b: Build, several: boolean): string {
  const branch = (keyword: string): string => wrapBlock(b, `${keyword} ${makeCondition(b)}; then`, makeBlock(b), '');
  const parts = [branch('if'), ...(several ? repeatRandomly(b, 1, 2, () => branch('elif')) : [])];
  const otherwise = b.random.chance(0.6) ? wrapBlock(b, 'else', makeBlock(b), '') : '';
  return `${parts.join('')}${otherwise}fi`;
}

function makeAndOr(b: Build): string {
  const targets = ['MODEL', 'OUT', 'LR', 'RUN'].filter((name) => !b.shared.frozen.has(name));
  const simple = (): string => `${b.random.pick(targets)}=${makeLiteral(b)}`;
  const when = makeCondition(b).replace(/^(\w+) (?:&&|\|\|) \w+$/, '$1');
  const kind = b.random.below(6);
  makeSetName(b);
  // A line before sets each name, since neither side may run.
  for (const name of targets) {
    if (!b.names.strings.includes(name)) b.lines.push(`${addName(b, 'strings', name)}=before`);
  }
  if (kind === 0) return `${when} && ${simple()} || ${simple()}`;
  if (kind === 1) return `${when} || ${simple()}`;
  if (kind === 2) return `${when} && { ${simple()}; ${simple()}; }`;
  if (kind === 3) return `${when} && ${makeCommand(b)}`;
  if (kind === 4) return `${when} || {\n  ${simple()}\n}`;
  return `${when} && ${simple()}`;
}

function makeCase(b: Build): string {
  const name = makeSetName(b);
  const patterns = repeatRandomly(b, 1, 3, () =>
    b.random.pick([
      makeLiteral(b),
      `${makeLiteral(b)}|b`,
      '*a*',
      '"a b"',
      '[a-m]*',
      '?',
      makeReference(b),
      'qwen*|x',
      '-*',
      '"*"',
    ]),
  );
  if (b.random.chance(0.6)) patterns.push('*');
  const items = patterns.map((pattern) => {
    const open = b.random.chance(0.1) ? `(${pattern})` : `${pattern})`;
    return wrapBlock(b, open, makeBlock(b), b.random.pick([';;', ';;', ';;', ';;', ';&', ';;&']));
  });
  return `case ${b.random.chance(0.7) ? `"$${name}"` : `$${name}`} in${makeComment(b)}\n${indentLines(items)}esac`;
}

const LISTS = ['a', 'a b', '1e-5 2e-5', '"x y" z', '{1..3}', 'one', '{a,b}_x', "'' b"];

function makeWordLoop(b: Build): string {
  const name = pickLoopName(b);
  const list = b.random.chance(0.2) ? `${makeWord(b)} x` : b.random.pick(LISTS);
  const text = makeLoop(b, `for ${name} in ${list}; do`, name);
  addName(b, 'strings', name);
  return text;
}

const pickLoopName = (b: Build): string => {
  const names = ['item', 'f', 'LR', 'x'].filter((name) => !b.shared.frozen.has(name));
  return b.random.pick(names);
};

function makeArrayLoop(b: Build): string {
  const list = `"\${${makeArrayName(b)}[@]}"`;
  const name = pickLoopName(b);
  const head = b.random.pick([`for ${name} in ${list}; do`, `for ${name} in ${list}\ndo`]);
  const text = makeLoop(b, head, name);
  addName(b, 'strings', name);
  return text;
}

function makeCountingLoop(b: Build): string {
  const name = `i${++b.shared.fresh}`;
  const head = b.random.pick([
    `for ((${name}=0; ${name}<2; ${name}++)); do`,
    `for (( ${name} = 1; ${name} <= 4; ${name} *= 2 )) ; do`,
  ]);
  const text = makeLoop(b, head, name);
  addName(b, 'strings', name);
  return text;
}

/** Makes a loop that always ends, since only its own head changes the counter. */
function makeWhile(b: Build): string {
  const name = `i${++b.shared.fresh}`;
  b.lines.push(`${name}=0`);
  addName(b, 'strings', name);
  const [head, step] = b.random.pick([
    [`while [ $${name} -lt 2 ]; do`, `${name}=$((${name} + 1))`],
    [`while ((${name} < 2)); do`, `((++${name}))`],
    [`until [ $${name} -ge 1 ]; do`, `${name}=$((${name} + 1))`],
    [`while (( ${name}++ < 2 )); do`, ':'],
    ['while false; do', ':'],
  ] as const);
  const lines = [...(b.random.chance(0.5) ? [step] : []), ...makeBlock(b)];
  if (!lines.includes(step)) lines.push(step);
  return wrapBlock(b, head, lines, 'done');
}

function makeLoop(b: Build, head: string, name: string): string {
  const inside = openBlock(b);
  addName(inside, 'strings', name);
  const lines = makeBlock(inside);
  if (b.random.chance(0.2)) lines.push(`${addName(b, 'strings', 'last')}="$${name}"`);
  if (b.random.chance(0.15))
    lines.push(b.random.pick(['break', 'continue', `if ${makeCondition(inside)}; then break; fi`]), 'MODEL_2=after');
  return wrapBlock(b, head, [...inside.lines, ...lines], 'done') + (useFeature(b, 'pipe', 0.2) ? ' | cat' : '');
}

function makeGroup(b: Build, open: string, close: string): string {
  return wrapBlock(b, open, makeBlock(b), close);
}

/** Makes an early exit, after which the statements below never run, or may not run. */
function makeExit(b: Build): string {
  return b.random.pick([
    'exit 0',
    `if ${makeCondition(b)}; then\n  exit 1\nfi`,
    `${makeCondition(b)} && exit`,
    `${makeCondition(b)} || exit 1`,
    '(exit 0)',
  ]);
}

/** Makes a script inside a word, which only exported variables reach. */
function makeBashCommand(b: Build, expands: boolean): string {
  const { exported } = b.names;
  const names = { strings: [...exported], numbers: [], arrays: [], exported: [...exported], functions: [] };
  const shared = { ...b.shared, frozen: new Set<string>() };
  const inside = openBlock(b, { names, shared, inFunction: false, depth: b.depth + 1 });
  const lines = makeBlock(inside, { names, shared });
  if (!lines.some((line) => line.includes('--cmd_'))) lines.push(makeCommand({ ...inside, lines }));
  b.shared.commands = Math.max(b.shared.commands, shared.commands);
  b.shared.fresh = Math.max(b.shared.fresh, shared.fresh);
  const body = b.random.chance(0.4) ? lines.join('\n') : `\n${indentLines(lines)}`;
  const options = b.random.pick(['-c', '-c', '-ec', '-e -c']);
  if (!expands) return `bash ${options} '${body.replaceAll("'", "'\\''")}'${b.random.pick(['', '', ' name arg'])}`;
  const escaped = body.replace(/[\\"`$]/g, '\\$&');
  const name = `outer${++b.shared.fresh}`;
  b.lines.push(`${name}=${b.random.pick(['1e-5', "'a b'", 'x,y'])}`);
  // The outer shell inserts the variable without an escape, as text that the inner shell then reads.
  const outer = escaped.replace(/(--cmd_\d+)/, `$1 --outer $${name}`);
  return `bash ${options} "${outer}"`;
}
