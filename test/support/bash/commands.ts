import { type Build, choose, repeatRandomly, useFeature } from './build';
import { NOT_A_COMMAND } from './compare';
import { makeLiteral, makeReference } from './names';
import { makeExpansion, makeValue, makeWord } from './words';

const FLAGS = ['--lr', '--model', '--dataset', '--micro_batch_size', '--save-dir', '--x', '--no_save', '--tp'];
const ENV_NAMES = ['NPROC_PER_NODE', 'CUDA_VISIBLE_DEVICES', 'MASTER_PORT', 'OMP_NUM_THREADS', 'MY_VAR'];

/** Makes a statement with a `megatron` command and everything that may surround its arguments. */
export function makeCommand(b: Build): string {
  const words = [...makeTrainer(b), ...repeatRandomly(b, 1, 4, () => makeFlag(b)).flat()];
  const before = makePrefix(b);
  const whole = [...before, ...makeWrapper(b, before.length === 0), ...words];
  return finishLine(b, joinWords(b, addRedirections(b, whole)));
}

/** Makes the program, the subcommand and the tag by which the comparison recognizes the command. */
export function makePlainTrainer(b: Build, hidden = false): [program: string, sub: string, tag: string] {
  const tag = `--cmd_${++b.shared.commands}`;
  if (hidden) b.shared.hidden.add(tag);
  return ['megatron', b.random.pick(['pt', 'sft', 'rlhf']), tag];
}

/** Makes the same, possibly from variables or written in an unusual way. */
export function makeTrainer(b: Build, hidden = false): string[] {
  const varied = useFeature(b, 'headVariables', 0.7);
  const [program, sub, tag] = makePlainTrainer(b, hidden || varied);
  if (!varied) return [program, sub, tag];
  const name = `head${++b.shared.fresh}`;
  const kinds: (() => string[])[] = [
    () => [addAssignment(b, name, 'megatron', `"$${name}"`), sub, tag],
    () => ['megatron', addAssignment(b, name, sub, `$${name}`), tag],
    () => [addAssignment(b, name, `"megatron ${sub}"`, `$${name}`), tag],
    () => [addAssignment(b, name, `(megatron ${sub} ${tag})`, `"\${${name}[@]}"`)],
    () => ['"megatron"', `'${sub}'`, tag],
    () => ['mega\\tron', `${sub}""`, tag],
    () => ['megatron', sub, 'config.yaml', tag],
    () => ['megatron', `\${${name}:-${sub}}`, tag],
    () => ['megatron', sub, `--cmd_\${${name}:-${b.shared.commands}}`],
  ];
  return b.random.pick(kinds)();
}

const addAssignment = (b: Build, name: string, text: string, use: string): string => {
  b.lines.push(`${name}=${text}`);
  return use;
};

function makeFlag(b: Build): string[] {
  const name = b.random.pick(FLAGS);
  if (useFeature(b, 'joined', 0.5)) {
    const kind = b.random.below(5);
    if (kind === 0) return [`${name}=`];
    if (kind === 1) return [`"${name}=${b.random.pick(['a b', '1', ''])}"`];
    return [`${name}=${makeWord(b)}`];
  }
  const values = repeatRandomly(b, 0, 2, () => makeWord(b));
  return b.random.chance(0.1) ? values : [name, ...values];
}

function makePrefix(b: Build): string[] {
  const parts: string[] = [];
  if (useFeature(b, 'prefix', 0.8)) {
    parts.push(...repeatRandomly(b, 1, 3, () => `${makeEnvironmentName(b)}=${makeValue(b)}`));
    if (b.random.chance(0.1)) parts.push(`${makeEnvironmentName(b)}+=x`);
  }
  if (useFeature(b, 'prefixChain', 0.8)) {
    const [first, second] = [makeEnvironmentName(b), makeEnvironmentName(b)];
    const text = b.random.pick([`$${first}`, `"\${${first}}/x"`, `\${${first}:-none}`, `\${${first}%/*}`]);
    parts.push(`${first}=${makeValue(b)}`, `${second}=${text}`);
    if (b.random.chance(0.3)) parts.push(`${first}=2`);
  }
  return parts;
}

const makeEnvironmentName = (b: Build): string => {
  if (b.random.chance(0.7)) return b.random.pick(ENV_NAMES);
  // The variables of arithmetic must stay numbers, so they are not used here.
  const names = b.names.strings.filter((name) => !b.shared.frozen.has(name));
  return names.length > 0 ? b.random.pick(names) : 'MY_VAR';
};

function makeWrapper(b: Build, first: boolean): string[] {
  const parts: string[] = [];
  if (useFeature(b, 'exec', 0.2)) parts.push('exec');
  if (useFeature(b, 'env', 0.8)) {
    const unset = b.random.chance(0.3) ? ['-u', b.random.pick([...b.names.exported, 'NOT_SET'])] : [];
    const made = repeatRandomly(b, 0, 2, () => `${b.random.pick(ENV_NAMES)}=${makeSingleWord(b)}`);
    parts.push('env', ...unset, ...made, ...(b.random.chance(0.3) ? ['nohup'] : []));
  }
  if (useFeature(b, 'wrappers', 0.8)) {
    const known = ['nohup', 'srun --nodes=1', 'nice -n 5', 'timeout 60', 'stdbuf -oL', 'srun', 'timeout -k 5 60'];
    // `command` and `time` are not programs but known only to the shell, and one of them must come first.
    const all = parts.length === 0 && first ? [...known, 'command', 'time'] : known;
    parts.push(...b.random.pick(all).split(' '));
  }
  return parts;
}

/** Makes a word that never becomes several, for positions where that would be an error. */
export const makeSingleWord = (b: Build): string =>
  b.random
    .pick([makeLiteral(b), `"${makeReference(b)}"`, '"a b"', "''", `"x${makeExpansion(b, true)}"`])
    .replace(/"x\$.*@.*/s, '1');

const REDIRECTIONS = [
  '> log.txt',
  '2>&1',
  '&> log.txt',
  '>> log.txt',
  '< /dev/null',
  '2> err.txt',
  '>| log.txt',
  '3>&1',
];

/** Adds redirections at any position. A number belongs to a redirection only if it touches it. */
function addRedirections(b: Build, words: readonly string[]): string[] {
  const all = [...words];
  for (let rounds = useFeature(b, 'redirect', 0.8) ? 1 + b.random.below(2) : 0; rounds > 0; rounds--) {
    const at = b.random.chance(0.6) ? all.length : b.random.below(all.length);
    const quoted = b.random.chance(0.1) ? [`> "${addAssignment(b, 'log', 'log.txt', '$log')}"`] : REDIRECTIONS;
    all.splice(
      at,
      0,
      b.random.pick([...quoted, '2>err.txt', '>log.txt', '1>>log.txt', '>log.txt 2>&1', '>&2 2>/dev/null']),
    );
  }
  if (useFeature(b, 'hereString', 0.3)) all.push(`<<< ${makeWord(b)}`);
  return all;
}

/** Joins words with spaces and continued lines, and sometimes breaks a line inside a word. */
function joinWords(b: Build, words: readonly string[]): string {
  const long = useFeature(b, 'continuation', 0.8);
  const gap = (): string => {
    if (long && b.random.chance(0.6)) {
      return b.random.pick([
        ' \\\n  ',
        ' \\\n',
        ' \\\n\t',
        '\\\n ',
        '  \\\n      ',
        ' \\\n\\\n  ',
        '\t\\\n ',
        ' \\\n  \\\n  ',
      ]);
    }
    return useFeature(b, 'separators', 0.3) ? b.random.pick(['  ', '\t', ' \t ']) : ' ';
  };
  const broken = (text: string): string => {
    if (!long || !/^[\w.-]{3,}$/.test(text) || !b.random.chance(0.1)) return text;
    const at = 1 + b.random.below(text.length - 1);
    return `${text.slice(0, at)}\\\n${text.slice(at)}`;
  };
  return words.reduce((text, each) => text + gap() + broken(each));
}

const COMMENTS = [
  ...['# why', "# don't", '# a "b', '#', '# x \\', '# $(', '# 学习率 "', '#--lr 3', '# `', '# { (', '# <<EOF'],
  `# megatron sft ${NOT_A_COMMAND}`,
];

/** Makes a comment for the end of a line, or an empty text. */
export const makeComment = (b: Build): string => (useFeature(b, 'comments', 0.5) ? ` ${b.random.pick(COMMENTS)}` : '');
export const makeCommentLine = (b: Build): string => b.random.pick(COMMENTS);

const HERE = [
  'text\n',
  "it's\n",
  '"quoted\n',
  `megatron sft ${NOT_A_COMMAND} --lr 1\n`,
  '# not a comment\n',
  '  EOF\n',
  '\\\n',
  '$((1+1))\n',
  'a \\\n b\n',
  '${LR:-x}\n',
  '训练\n',
  ')\n',
  'fi\n',
];

/** Makes a here-document: the redirection and the text below the line. */
export function makeHereDocument(b: Build): { mark: string; below: string } {
  const body = repeatRandomly(b, 0, 3, () => b.random.pick(HERE));
  const [mark, end] = b.random.pick([
    ['<<EOF', 'EOF'],
    ["<<'EOF'", 'EOF'],
    ['<<-EOF', '\tEOF'],
    ['<<"E O"', 'E O'],
    ['<< END_1', 'END_1'],
    ['<<\\EOF', 'EOF'],
  ] as const);
  return { mark, below: `\n${body.join('')}${end}` };
}

/** Adds text after the arguments: pipes, other commands, the background, a comment, a here-document. */
function finishLine(b: Build, text: string): string {
  if (useFeature(b, 'hereDoc', 0.3)) {
    const { mark, below } = makeHereDocument(b);
    return `${text} ${mark}${b.random.pick(['', '', ' | cat', ' && true', ' > log.txt', ';'])}${below}`;
  }
  return choose(b, [
    [undefined, 3, () => text + makeComment(b)],
    ['separators', 1, () => `${text};`],
    ['pipe', 5, () => addPipe(b, text)],
    ['background', 5, () => `${text} &\nwait`],
    ['andOr', 3, () => text + b.random.pick(AFTERWARDS)],
    ['comments', 3, () => `${text} \\\n  ${makeCommentLine(b)}`],
  ]);
}

const AFTERWARDS = [' && true', ' || exit 1', ' || note=failed', ' && note=done', ' ||\n  true'];

function addPipe(b: Build, line: string): string {
  const tails = [' | cat', ' 2>&1 | tee log.txt', ' |& cat', ' | cat | cat > log.txt', ' | OUT=lost'];
  const heads = ['echo y | ', '! ', 'cat /dev/null |', `MODEL=${makeLiteral(b)} | `];
  // After a pipe, `time` is not a keyword.
  const isBefore = line.startsWith('time') || b.random.chance(0.7);
  return isBefore ? line + b.random.pick(tails) : b.random.pick(heads) + line;
}

/** Makes a statement that mentions a command without running it. */
export function makeMention(b: Build): string {
  const text = `megatron sft ${NOT_A_COMMAND} --lr 1`;
  const { mark, below } = makeHereDocument(b);
  return b.random.pick([
    `note="${text}"`,
    ...[
      `echo "${text}"`,
      `echo ${text}`,
      `printf '%s\\n' "${text}"`,
      `# ${text}`,
      `: ${text}`,
      `cat ${mark} > log.txt${below}`,
    ],
    ...[`cat > log.txt ${mark}${below}`, `: ${mark}${below}`, `cat <<< "${text}"`, `echo 'first'"; ${text}"`],
    ...['command -v megatron > /dev/null', 'type megatron > /dev/null || exit 1', `echo "run: \\\`${text}\\\`"`],
    ...[`true # ${text}`, `echo "\n${text}\n"`, `echo '\n${text}\n'`, `cat <<'A' <<"B"\n${text}\nA\n${text}\nB`],
  ]);
}
