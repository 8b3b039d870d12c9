import { expression } from './arithmetic';
import { array } from './arrays';
import { between, block } from './blocks';
import { type Build, choose, hold, indented, inner, type Option, repeat, use } from './build';
import { command, remark } from './commands';
import { functionOptions } from './functions';
import { held, literal, reference } from './names';
import { word } from './words';

/** Statements that hold others. */
export function flowOptions(b: Build): readonly Option<() => string>[] {
  return [
    ['if', 4, () => () => branches(b, false)],
    ['elif', 4, () => () => branches(b, true)],
    ['test', 4, () => () => branches(b, b.random.chance(0.3))],
    ['andOr', 4, () => () => andOr(b)],
    ['case', 4, () => () => cases(b)],
    ['for', 4, () => () => forWords(b)],
    ['forArray', 4, () => () => forElements(b)],
    ['cFor', 4, () => () => forNumbers(b)],
    ['while', 4, () => () => whileCounting(b)],
    ['subshell', 4, () => () => enclosed(b, '(', ')')],
    ['group', 4, () => () => enclosed(b, '{', '}')],
    ['pipe', 1, () => () => `${enclosed(b, '{', '}')} | cat`],
    ['redirect', 1, () => () => `${enclosed(b, '{', '}')} > log.txt 2>&1`],
    ['exit', 3, () => () => left(b)],
    ['bashCSingle', 4, () => () => bashC(b, false)],
    ['bashCDouble', 4, () => () => bashC(b, true)],
    ...functionOptions(b),
  ];
}

/** A condition that the script alone decides. */
export function condition(b: Build): string {
  const negation = b.random.chance(0.1) ? '! ' : '';
  return (
    negation +
    choose(b, [
      [undefined, 2, () => b.random.pick(['true', 'false', ':'])],
      ['test', 6, () => test(b)],
      ['arithmeticCommand', 3, () => `(( ${expression(b, 1)} ))`],
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

function test(b: Build): string {
  const name = held(b);
  const text = b.random.chance(0.5) ? reference(b) : literal(b);
  return b.random.pick([
    ...[
      `[ "$${name}" = "${text}" ]`,
      `[ "$${name}" == ${literal(b)} ]`,
      `[[ $${name} == ${literal(b).charAt(0)}* ]]`,
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

function branches(b: Build, several: boolean): string {
  const branch = (keyword: string): string => between(b, `${keyword} ${condition(b)}; then`, block(b), '');
  const parts = [branch('if'), ...(several ? repeat(b, 1, 2, () => branch('elif')) : [])];
  const otherwise = b.random.chance(0.6) ? between(b, 'else', block(b), '') : '';
  return `${parts.join('')}${otherwise}fi`;
}

function andOr(b: Build): string {
  const targets = ['MODEL', 'OUT', 'LR', 'RUN'].filter((name) => !b.shared.frozen.has(name));
  const simple = (): string => `${b.random.pick(targets)}=${literal(b)}`;
  const when = condition(b).replace(/^(\w+) (?:&&|\|\|) \w+$/, '$1');
  const kind = b.random.below(6);
  held(b);
  // A name counts as set only behind the line above, since neither side may run.
  for (const name of targets) {
    if (!b.names.strings.includes(name)) b.lines.push(`${hold(b, 'strings', name)}=before`);
  }
  if (kind === 0) return `${when} && ${simple()} || ${simple()}`;
  if (kind === 1) return `${when} || ${simple()}`;
  if (kind === 2) return `${when} && { ${simple()}; ${simple()}; }`;
  if (kind === 3) return `${when} && ${command(b)}`;
  if (kind === 4) return `${when} || {\n  ${simple()}\n}`;
  return `${when} && ${simple()}`;
}

function cases(b: Build): string {
  const name = held(b);
  const patterns = repeat(b, 1, 3, () =>
    b.random.pick([literal(b), `${literal(b)}|b`, '*a*', '"a b"', '[a-m]*', '?', reference(b), 'qwen*|x', '-*', '"*"']),
  );
  if (b.random.chance(0.6)) patterns.push('*');
  const items = patterns.map((pattern) => {
    const open = b.random.chance(0.1) ? `(${pattern})` : `${pattern})`;
    return between(b, open, block(b), b.random.pick([';;', ';;', ';;', ';;', ';&', ';;&']));
  });
  return `case ${b.random.chance(0.7) ? `"$${name}"` : `$${name}`} in${remark(b)}\n${indented(items)}esac`;
}

const LISTS = ['a', 'a b', '1e-5 2e-5', '"x y" z', '{1..3}', 'one', '{a,b}_x', "'' b"];

function forWords(b: Build): string {
  const name = loopName(b);
  const list = b.random.chance(0.2) ? `${word(b)} x` : b.random.pick(LISTS);
  const text = looping(b, `for ${name} in ${list}; do`, name);
  hold(b, 'strings', name);
  return text;
}

const loopName = (b: Build): string => {
  const names = ['item', 'f', 'LR', 'x'].filter((name) => !b.shared.frozen.has(name));
  return b.random.pick(names);
};

function forElements(b: Build): string {
  const list = `"\${${array(b)}[@]}"`;
  const name = loopName(b);
  const head = b.random.pick([`for ${name} in ${list}; do`, `for ${name} in ${list}\ndo`]);
  const text = looping(b, head, name);
  hold(b, 'strings', name);
  return text;
}

function forNumbers(b: Build): string {
  const name = `i${++b.shared.fresh}`;
  const head = b.random.pick([
    `for ((${name}=0; ${name}<2; ${name}++)); do`,
    `for (( ${name} = 1; ${name} <= 4; ${name} *= 2 )) ; do`,
  ]);
  const text = looping(b, head, name);
  hold(b, 'strings', name);
  return text;
}

/** A loop ends for sure: nothing but its own head changes what it counts with. */
function whileCounting(b: Build): string {
  const name = `i${++b.shared.fresh}`;
  b.lines.push(`${name}=0`);
  hold(b, 'strings', name);
  const [head, step] = b.random.pick([
    [`while [ $${name} -lt 2 ]; do`, `${name}=$((${name} + 1))`],
    [`while ((${name} < 2)); do`, `((++${name}))`],
    [`until [ $${name} -ge 1 ]; do`, `${name}=$((${name} + 1))`],
    [`while (( ${name}++ < 2 )); do`, ':'],
    ['while false; do', ':'],
  ] as const);
  const lines = [...(b.random.chance(0.5) ? [step] : []), ...block(b)];
  if (!lines.includes(step)) lines.push(step);
  return between(b, head, lines, 'done');
}

function looping(b: Build, head: string, name: string): string {
  const inside = inner(b);
  hold(inside, 'strings', name);
  const lines = block(inside);
  if (b.random.chance(0.2)) lines.push(`${hold(b, 'strings', 'last')}="$${name}"`);
  if (b.random.chance(0.15))
    lines.push(b.random.pick(['break', 'continue', `if ${condition(inside)}; then break; fi`]), 'MODEL_2=after');
  return between(b, head, [...inside.lines, ...lines], 'done') + (use(b, 'pipe', 0.2) ? ' | cat' : '');
}

function enclosed(b: Build, open: string, close: string): string {
  return between(b, open, block(b), close);
}

/** Leaving early: what stands below never runs, or may never run. */
function left(b: Build): string {
  return b.random.pick([
    'exit 0',
    `if ${condition(b)}; then\n  exit 1\nfi`,
    `${condition(b)} && exit`,
    `${condition(b)} || exit 1`,
    '(exit 0)',
  ]);
}

/** A script inside a word. Only what is exported reaches it. */
function bashC(b: Build, expands: boolean): string {
  const { exported } = b.names;
  const names = { strings: [...exported], numbers: [], arrays: [], exported: [...exported], functions: [] };
  const shared = { ...b.shared, frozen: new Set<string>() };
  const inside = inner(b, { names, shared, inFunction: false, depth: b.depth + 1 });
  const lines = block(inside, { names, shared });
  if (!lines.some((line) => line.includes('--cmd_'))) lines.push(command({ ...inside, lines }));
  b.shared.commands = Math.max(b.shared.commands, shared.commands);
  b.shared.fresh = Math.max(b.shared.fresh, shared.fresh);
  const body = b.random.chance(0.4) ? lines.join('\n') : `\n${indented(lines)}`;
  const options = b.random.pick(['-c', '-c', '-ec', '-e -c']);
  if (!expands) return `bash ${options} '${body.replaceAll("'", "'\\''")}'${b.random.pick(['', '', ' name arg'])}`;
  const escaped = body.replace(/[\\"`$]/g, '\\$&');
  const name = `outer${++b.shared.fresh}`;
  b.lines.push(`${name}=${b.random.pick(['1e-5', "'a b'", 'x,y'])}`);
  // What is not escaped is put in by the outer shell, as text that the inner one then reads.
  const outer = escaped.replace(/(--cmd_\d+)/, `$1 --outer $${name}`);
  return `bash ${options} "${outer}"`;
}
