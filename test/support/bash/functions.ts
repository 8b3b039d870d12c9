import { toElement } from './arrays';
import { makeBlock, wrapBlock } from './blockBody';
import { addName, type Build, indentLines, type Option, openBlock, repeatRandomly, useFeature } from './build';
import { makeCommand, makeComment, makeTrainer } from './commands';
import { makeLiteral, makeReference } from './names';
import { makeValue, makeWord } from './words';

/** Returns functions that are called never, once or twice, with arguments and local variables. */
export function functionOptionsOf(b: Build): readonly Option<() => string>[] {
  return [
    ['function', 4, () => () => makeFunction(b, b.random.below(2))],
    ['functionArguments', 4, () => () => makeFunction(b, 1)],
    ['local', 4, () => () => makeFunction(b, 1)],
    ['functionTwice', 4, () => () => makeFunction(b, 2)],
    ['functionForwards', 4, () => () => makeForwarder(b)],
  ];
}

function makeFunction(b: Build, calls: number): string {
  const name = `${b.random.pick(['train', 'run_it', 'main', 'launch-it'])}${++b.shared.fresh}`;
  const inside = openBlock(b, { inFunction: true });
  if (useFeature(b, 'local', 0.9)) inside.lines.push(makeLocal(inside));
  const lines = [...inside.lines, ...makeBlock(inside)];
  if (b.random.chance(0.5)) {
    const last = openBlock(inside);
    last.lines.push(makeCommand(last));
    lines.push(...last.lines);
  }
  if (b.random.chance(0.1))
    lines.splice(b.random.below(lines.length), 0, b.random.pick(['return 0', 'true || return', ':']));
  const open = b.random.pick([
    `${name}() {`,
    `function ${name} {`,
    `function ${name}() {`,
    `${name} ()\n{`,
    `${name}() (`,
  ]);
  b.lines.push(`${wrapBlock(b, open, lines, open.endsWith('(') ? ')' : '}')}${makeComment(b)}`);
  addName(b, 'functions', name);
  if (b.random.chance(0.3)) b.lines.push(`${addName(b, 'strings', 'between')}=${makeLiteral(b)}`);
  return repeatRandomly(b, calls, calls, () => makeCall(b, name)).join('\n');
}

function makeCall(b: Build, name: string): string {
  const argumentsOf =
    b.on.has('functionArguments') || b.random.chance(0.2) ? repeatRandomly(b, 1, 3, () => makeWord(b)) : [];
  const text = [name, ...argumentsOf].join(' ');
  // An assignment before a call holds in the function and is dropped afterwards.
  if (useFeature(b, 'prefix', 0.2)) return `MY_VAR=${makeLiteral(b)} ${text}`;
  if (useFeature(b, 'if', 0.2)) return `if ${b.random.pick(['true', 'false'])}; then ${text}; fi`;
  if (useFeature(b, 'redirect', 0.1)) return `${text} > log.txt 2>&1`;
  if (useFeature(b, 'subshell', 0.1)) return `(${text})`;
  if (useFeature(b, 'pipe', 0.1)) return `${text} | cat`;
  return text;
}

/** Makes local variables, which hide those of the same name. */
function makeLocal(b: Build): string {
  const names = ['LR', 'MODEL', 'own', 'OUT'].filter((name) => !b.shared.frozen.has(name));
  const name = b.random.pick(names);
  const text = makeValue(b);
  const kind = b.random.below(7);
  if (kind === 0) return `local ${name}`;
  if (kind === 1) return `local ${name}=${text} own2=$${name}`;
  if (kind === 2) return `local -x ${addName(b, 'strings', name)}=${text}`;
  if (kind === 3) return `local ${name}; ${addName(b, 'strings', name)}=${text}`;
  if (kind === 4) return `local -a OPTS=(${toElement(text)} "x y")\nlocal joined="\${OPTS[*]}"`;
  return `local ${addName(b, 'strings', name)}=${text}`;
}

/** Makes a function that runs its arguments, and its call: `run megatron sft ..`. */
function makeForwarder(b: Build): string {
  const name = `run${++b.shared.fresh}`;
  const body = b.random.pick([
    ...[
      ['"$@"'],
      ['echo "+ $*"', '"$@"'],
      ['local log=$1', 'shift', '"$@" > log.txt'],
      ['A_1=1 "$@"'],
      ['$@'],
      ['shift; "$@" --more 1'],
    ],
    ...[['"${@:2}"'], ['eval "$*"'], ['if "$@"; then echo fine; fi']],
  ]);
  b.lines.push(`${name}() {\n${indentLines(body)}}`);
  const first = /shift|:2/.test(body.join()) ? ['first'] : [];
  // `eval` reads its text again, so that only plain values keep their meaning.
  const values = body[0]?.startsWith('eval') ? ['1e-5', '2'] : [makeWord(b), makeReference(b)];
  const words = [...makeTrainer(b, true), '--lr', values[0], '--tp', values[1]];
  return [name, ...first, ...words].join(' ');
}
