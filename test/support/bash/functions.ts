import { asElement } from './arrays';
import { between, block } from './blocks';
import { type Build, hold, indented, inner, type Option, repeat, use } from './build';
import { command, remark, trainer } from './commands';
import { literal, reference } from './names';
import { value, word } from './words';

/** Functions: never, once or twice called, with arguments and variables of their own. */
export function functionOptions(b: Build): readonly Option<() => string>[] {
  return [
    ['function', 4, () => () => defined(b, b.random.below(2))],
    ['functionArguments', 4, () => () => defined(b, 1)],
    ['local', 4, () => () => defined(b, 1)],
    ['functionTwice', 4, () => () => defined(b, 2)],
    ['functionForwards', 4, () => () => forwarding(b)],
  ];
}

function defined(b: Build, calls: number): string {
  const name = `${b.random.pick(['train', 'run_it', 'main', 'launch-it'])}${++b.shared.fresh}`;
  const inside = inner(b, { inFunction: true });
  if (use(b, 'local', 0.9)) inside.lines.push(localLine(inside));
  const lines = [...inside.lines, ...block(inside)];
  if (b.random.chance(0.5)) {
    const last = inner(inside);
    last.lines.push(command(last));
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
  b.lines.push(`${between(b, open, lines, open.endsWith('(') ? ')' : '}')}${remark(b)}`);
  hold(b, 'functions', name);
  if (b.random.chance(0.3)) b.lines.push(`${hold(b, 'strings', 'between')}=${literal(b)}`);
  return repeat(b, calls, calls, () => call(b, name)).join('\n');
}

function call(b: Build, name: string): string {
  const argumentsOf = b.on.has('functionArguments') || b.random.chance(0.2) ? repeat(b, 1, 3, () => word(b)) : [];
  const text = [name, ...argumentsOf].join(' ');
  // An assignment in front of a call holds in the function and is gone afterwards.
  if (use(b, 'prefix', 0.2)) return `MY_VAR=${literal(b)} ${text}`;
  if (use(b, 'if', 0.2)) return `if ${b.random.pick(['true', 'false'])}; then ${text}; fi`;
  if (use(b, 'redirect', 0.1)) return `${text} > log.txt 2>&1`;
  if (use(b, 'subshell', 0.1)) return `(${text})`;
  if (use(b, 'pipe', 0.1)) return `${text} | cat`;
  return text;
}

/** Variables of the function, which hide those of the same name. */
function localLine(b: Build): string {
  const names = ['LR', 'MODEL', 'own', 'OUT'].filter((name) => !b.shared.frozen.has(name));
  const name = b.random.pick(names);
  const text = value(b);
  const kind = b.random.below(7);
  if (kind === 0) return `local ${name}`;
  if (kind === 1) return `local ${name}=${text} own2=$${name}`;
  if (kind === 2) return `local -x ${hold(b, 'strings', name)}=${text}`;
  if (kind === 3) return `local ${name}; ${hold(b, 'strings', name)}=${text}`;
  if (kind === 4) return `local -a OPTS=(${asElement(text)} "x y")\nlocal joined="\${OPTS[*]}"`;
  return `local ${hold(b, 'strings', name)}=${text}`;
}

/** `run megatron sft ..`: the function runs whatever it is given. */
function forwarding(b: Build): string {
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
  b.lines.push(`${name}() {\n${indented(body)}}`);
  const first = /shift|:2/.test(body.join()) ? ['first'] : [];
  // What `eval` reads again must be plain, or it would be another script.
  const values = body[0]?.startsWith('eval') ? ['1e-5', '2'] : [word(b), reference(b)];
  const words = [...trainer(b, true), '--lr', values[0], '--tp', values[1]];
  return [name, ...first, ...words].join(' ');
}
