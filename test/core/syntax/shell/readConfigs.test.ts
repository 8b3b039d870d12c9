import { describe, expect, it } from 'vitest';
import type { Config } from '../../../../server/src/core/config/config';
import { applyEdits } from '../../../../server/src/core/config/edit';
import { entriesOf } from '../../../../server/src/core/config/lookup';
import { readShell, service } from '../../../support/service';

/** Formats a config in one line: command, variables, and flags with the values that the trainer gets; `?` is unknown. */
const formatConfig = (config: Config): string =>
  [
    config.command,
    ...entriesOf(config).map(({ kind, name, values }) => {
      const texts = values.map(({ value, maySplit }) =>
        value === undefined ? (maySplit ? '?…' : '?') : JSON.stringify(value),
      );
      return kind === 'env' ? `${name}=${texts.join()}` : [name, ...texts].join(' ');
    }),
  ].join(' | ');

const read = (text: string): string[] => readShell(text).reading.configs.map(formatConfig);

describe('readShell', () => {
  it.each([
    ['flags with values', 'megatron sft --lr 1e-5 --dataset a b', ['sft | lr "1e-5" | dataset "a" "b"']],
    ['continued lines', 'megatron pt \\\n  --lr 1 \\\n\t--packing true\n', ['pt | lr "1" | packing "true"']],
    ['continued lines of a CRLF file', 'megatron pt \\\r\n  --lr 1 \\\r\n  --seed 2\r\n', ['pt | lr "1" | seed "2"']],
    ['a byte order mark', '\uFEFFmegatron pt --lr 1', ['pt | lr "1"']],
    ['braces around a variable in a value as unknown', 'X=a\nY={$X,b}\nmegatron pt --x "$Y"', ['pt | x ?']],
    ['a variable declared as upper case', 'declare -u X\nX=a\nmegatron pt --x "$X"', ['pt | x "A"']],
    ['arithmetic with and without dollar signs', 'A=2\nmegatron pt --x $(( $A * 4 )) $((A*4))', ['pt | x "8" "8"']],
    [
      'only the branch that a test takes',
      'A=1\nif [ "$A" = 1 ]; then B=x; else B=y; fi\nmegatron pt --x $B',
      ['pt | x "x"'],
    ],
    [
      'both branches when the caller decides',
      'if [ -n "${A:-}" ]; then B=x; else B=y; fi\nmegatron pt --x "$B"',
      ['pt | x ?'],
    ],
    [
      'only the path on which a script does not exit',
      'A=1\n[ -d x ] || { A=2; exit 1; }\nmegatron pt --x $A',
      ['pt | x "1"'],
    ],
    [
      'commands in branches that are not taken',
      'if false; then\nmegatron pt --x 1\nfi\nmegatron sft',
      ['pt | x "1"', 'sft'],
    ],
    ['the value of the last iteration of a loop', 'for i in 1 2; do A=$i; done\nmegatron pt --x $A', ['pt | x "2"']],
    [
      'values that are the same in all iterations',
      'for i in 1 2; do megatron pt --x "$i" --y 3; done',
      ['pt | x ? | y "3"'],
    ],
    ['arrays with gaps', 'A=([2]=x y)\nunset "A[2]"\nmegatron pt --x "${A[@]}" ${A[3]}', ['pt | x "y" "y"']],
    ['an associative array', 'declare -A T=([lr]=1e-5)\nmegatron pt --lr "${T[lr]}"', ['pt | lr "1e-5"']],
    ['an integer variable', 'declare -i N=2+3\nmegatron pt --x $N', ['pt | x "5"']],
    ['a name that continues on the next line as unknown', 'A=1\nmegatron pt --x "$A\\\nB"', ['pt | x ?']],
    ['a replacement of an empty value by a star pattern', 'X=\nmegatron pt --x "${X/*/b}"', ['pt | x "b"']],
    ['values joined by an equals sign', 'megatron sft --lr=1e-5 --min-lr=-1e-6', ['sft | lr "1e-5" | min-lr "-1e-6"']],
    [
      'flags without values',
      'megatron sft --packing --no_save_optim --lr 1',
      ['sft | packing | no_save_optim | lr "1"'],
    ],
    ['negative numbers as values', 'megatron sft --eval_iters -1 --lr -.5', ['sft | eval_iters "-1" | lr "-.5"']],
    ['quoted values', `megatron sft --system "a 'b' c" --model 'x y'`, [`sft | system "a 'b' c" | model "x y"`]],
    ['JSON', `megatron sft --rope_scaling '{"a": [1]}'`, [`sft | rope_scaling "{\\"a\\": [1]}"`]],
    ['escaped characters', 'megatron sft --model a\\ b\\"c', ['sft | model "a b\\"c"']],
    ['a hash inside a word', 'megatron sft --dataset d#500 # why', ['sft | dataset "d#500"']],
    ['variables', 'LR=1e-5\nmegatron sft --lr $LR --min_lr "${LR}"', ['sft | lr "1e-5" | min_lr "1e-5"']],
    [
      'variables with several words',
      'D="a b"\nmegatron sft --dataset $D --model "$D"',
      ['sft | dataset "a" "b" | model "a b"'],
    ],
    [
      'the default of an unset variable',
      'megatron sft --lr ${LR:-1e-5} --seed "${S-1}"',
      ['sft | lr "1e-5" | seed "1"'],
    ],
    ['an empty variable as no argument', 'E=\nmegatron sft --lr 1 $E', ['sft | lr "1"']],
    ['unknown expansions as unknown', 'megatron sft --lr "$1" --model $(cat m) "$@"', ['sft | lr ? | model ?… ?…']],
    [
      'the beginning of an array that all paths share',
      'A=(--seed 1)\nif x; then A+=(--lr 1); else A+=(--lr 2 --bf16); fi\nmegatron sft "${A[@]}" --save o',
      ['sft | seed "1" ?… | save "o"'],
    ],
    [
      'an array around its unknown items',
      'A=(--seed 1 "$@" --lr 1)\nmegatron sft "${A[@]}"',
      ['sft | seed "1" ?… | lr "1"'],
    ],
    ['an array that some path replaces as unknown', 'A=(--seed 1)\nx && A=("$@")\nmegatron sft "${A[@]}"', ['sft']],
    ['a placeholder as unknown', 'megatron sft --model <model> \\\n --lr 1', ['sft | model ? | lr "1"']],
    ['assignments before a command', 'NPROC_PER_NODE=8 A="b c" megatron sft', ['sft | NPROC_PER_NODE="8" | A="b c"']],
    ['exported variables, but not the others', 'export A=1\nB=2\nexport C\nmegatron sft', ['sft | A="1"']],
    ['the export of a variable that was set before', 'A=1\nexport A\nmegatron sft', ['sft | A="1"']],
    [
      'no variables that were unset or no longer exported',
      'export A=1 B=2\nunset A\nexport -n B\nmegatron sft',
      ['sft'],
    ],
    ['the arguments of env', 'env A=1 nohup megatron sft --lr 1 > log 2>&1 &', ['sft | A="1" | lr "1"']],
    ['a command after a wrapper', 'srun --nodes 2 megatron pt --lr 1 | tee log', ['pt | lr "1"']],
    ['a path to the program', '/opt/bin/megatron rlhf --beta 0.1', ['rlhf | beta "0.1"']],
    [
      'several commands',
      'megatron pt --lr 1 && megatron sft --lr 2; (megatron rlhf --lr 3)',
      ['pt | lr "1"', 'sft | lr "2"', 'rlhf | lr "3"'],
    ],
    [
      'commands in branches and functions',
      'if x; then megatron pt; else megatron sft; fi\nf() { megatron rlhf; }',
      ['pt', 'sft', 'rlhf'],
    ],
    ['CJK and tabs', '# 训练\nmegatron sft\t--system\t"你好 世界"', ['sft | system "你好 世界"']],
    [
      'arguments after an unclosed quote',
      `megatron sft --model 'x \\\n --lr 1\n\nmegatron pt --lr 2`,
      ['sft | model "x" | lr "1"', 'pt | lr "2"'],
    ],
  ])('reads %s', (_, text, expected) => expect(read(text)).toEqual(expected));

  it.each([
    ['in a branch', 'A=1\nif x; then A=2; fi\nmegatron sft --lr $A'],
    ['in a loop', 'for i in $(x); do A=$i; done\nmegatron sft --lr $A'],
    ['in a loop that may end early', 'for i in 1 2; do A=$i; [ -f x ] && break; done\nmegatron sft --lr $A'],
    ['on a path that may return', 'A=1\nf() { [ -f x ] && return; A=2; }\nf\nmegatron sft --lr $A'],
    ['after &&', 'A=1\ntest -f x && A=2\nmegatron sft --lr $A'],
    ['by read', 'A=1\nread A\nmegatron sft --lr $A'],
    ['by an unknown value', 'A=1\nA+=$(x)\nmegatron sft --lr $A'],
  ])('knows no value of a variable that was changed %s', (_, text) => expect(read(text)).toEqual(['sft | lr ?…']));

  it.each([
    ['prose', 'echo "run megatron sft first"'],
    ['comments', '# megatron sft --lr 1'],
    ['other programs', 'pip install megatron core\ncd megatron sft'],
    ['block comments', ": <<'EOF'\n# megatron sft --lr 1\nEOF"],
  ])('finds no commands in %s', (_, text) => {
    expect(read(text)).toEqual([]);
    expect(readShell(text).reading.problems).toEqual([]);
  });

  it('reports a subcommand that does not exist', () => {
    const [problem] = readShell('NPROC_PER_NODE=2 megatron tune --lr 1').reading.problems;
    expect(problem?.rule).toBe('cli.subcommand');
    expect(problem?.message).toContain('pt, sft, rlhf');
    const text = 'NPROC_PER_NODE=2 megatron sftt --lr 1';
    const fixes = service.suggestQuickFixes(readShell(text), { start: 27, end: 27 });
    expect(fixes.map(({ edits }) => applyEdits(text, edits))).toEqual(['NPROC_PER_NODE=2 megatron sft --lr 1']);
  });
});
