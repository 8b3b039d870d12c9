import { describe, expect, it } from 'vitest';
import { argvOf } from '../../server/src/core/config/argv';
import type { Config, Entry } from '../../server/src/core/config/config';
import { entriesOf } from '../../server/src/core/config/lookup';
import { compareCalls } from '../support/bash/compare';
import { type Call, isAmbient, recordCalls } from '../support/bash/recorder';
import { makeMixedScript } from '../support/bash/scripts';
import { readShell } from '../support/service';

/** Tests of the oracle itself: it records the input of a process, and detects a wrong reading. */

const recordScript = async (script: string): Promise<string[]> => {
  const [recording] = await recordCalls([script]);
  const calls = recording?.calls ?? [];
  return calls.map(({ argv, env: { A, B } }) =>
    [...(A === undefined ? [] : [`A=${A}`]), ...(B === undefined ? [] : [`B=${B}`]), ...argv].join('|'),
  );
};

describe('recordCalls', () => {
  it.each([
    ['arguments', `megatron sft --lr 1 'a b' "" $'c\\nd'`, ['sft|--lr|1|a b||c\nd']],
    ['CJK', 'megatron sft 训练 😀', ['sft|训练|😀']],
    ['exported variables, but not the others', 'export A=1\nB=2\nmegatron sft', ['A=1|sft']],
    ['assignments before a command', 'A=1 B="$A x" megatron sft', ['A=1|B=1 x|sft']],
    ['each call in a loop', 'for i in 1 2; do megatron sft $i; done', ['sft|1', 'sft|2']],
    ['calls in the background and in pipes', 'megatron pt & wait; megatron sft | cat', ['pt', 'sft']],
    ['calls of another bash', `export A=1; bash -c 'megatron sft "$A"'`, ['A=1|sft|1']],
    ['calls by other programs', 'env B=2 nohup megatron sft', ['B=2|sft']],
    ['no call in a branch that is not taken', 'if false; then megatron pt; fi; megatron sft', ['sft']],
    ['no call after an exit', 'megatron pt; exit 3; megatron sft', ['pt']],
    ['a script that ends in exec', 'exec megatron sft', ['sft']],
    ['no argument for a backslash at the end', 'megatron sft --lr 1 \\', ['sft|--lr|1']],
    ['globs as written in an empty folder', 'megatron sft * [ab]', ['sft|*|[ab]']],
  ])('records %s', async (_, script, calls) => expect(await recordScript(script)).toEqual(calls));

  it('separates the scripts of one bash process', async () => {
    const scripts = [
      'export A=1; cd /; exit 1',
      'megatron sft > log.txt',
      'megatron pt *',
      'A=1',
      'megatron rlhf "$A"',
    ];
    const recordings = await recordCalls(scripts);
    expect(recordings.map(({ calls }) => calls.map(({ argv }) => argv.join('|')))).toEqual([
      ...[[], ['sft'], ['pt|*'], [], ['rlhf|']],
    ]);
    expect(recordings.map(({ status }) => status)).toEqual([1, 0, 0, 0, 0]);
  });

  it('ends a script with an endless loop', async () => {
    const [endless, next] = await recordCalls(['while :; do :; done', 'megatron sft']);
    expect(endless?.status).toBeGreaterThan(127);
    expect(next?.calls).toHaveLength(1);
  });

  it('returns the errors of bash about a script', async () => {
    const [broken] = await recordCalls(['megatron sft "']);
    expect(broken?.errors).toMatch(/unexpected EOF/);
  });
});

const call = (argv: string, env: Record<string, string> = {}): Call => ({ argv: argv.split(' '), env });

describe('compareCalls', () => {
  it.each<[string, string, Call[]]>([
    ['equal arguments', 'megatron sft --lr 1', [call('sft --lr 1')]],
    ['an unknown argument', 'megatron sft --lr "$(x)"', [call('sft --lr anything')]],
    [
      'any number of arguments for one that may split',
      'megatron sft $(x) --lr 1',
      [call('sft a b c --lr 1'), call('sft --lr 1')],
    ],
    ['a command that never runs', 'megatron sft --lr 1', []],
    ['an unknown variable', 'A=$(x) megatron sft', [call('sft', { A: '7' }), call('sft')]],
    ['variables that bash itself sets', 'megatron sft', [call('sft', { PWD: '/', _: 'x', SHLVL: '1' })]],
    ['a call without a subcommand', 'megatron sft', [call('--help'), call('sft')]],
  ])('accepts %s', (_, script, calls) => {
    expect(compareCalls(readShell(script).reading.configs, calls).mismatches).toEqual([]);
  });

  it.each<[string, string, Call[]]>([
    ['missing call', 'echo', [call('sft')]],
    ['missing call', 'megatron sft --cmd_1', [call('sft --cmd_1'), call('sft --cmd_2')]],
    ['wrong subcommand', 'megatron sft', [call('pt')]],
    ['wrong arguments', 'megatron sft --lr 1', [call('sft --lr 2')]],
    ['wrong arguments', 'megatron sft --lr 1', [call('sft --lr')]],
    ['wrong arguments', 'megatron sft --lr 1', [call('sft --lr 1 2')]],
    ['wrong arguments', 'megatron sft --lr "$(x)"', [call('sft --lr a b')]],
    ['wrong arguments', 'megatron sft $(x) --lr 1', [call('sft a b c --lr 2')]],
    ['wrong arguments', 'megatron sft --lr 1', [call('sft --lr 1'), call('sft --lr 2')]],
    ['wrong value of a variable', 'A=1 megatron sft', [call('sft', { A: '2' })]],
    ['variable not passed', 'A=1 megatron sft', [call('sft')]],
    ['missing variable', 'megatron sft', [call('sft', { A: '1' })]],
    ['invented command', 'megatron sft --not_a_command', []],
  ])('reports "%s" for `%s`', (kind, script, calls) => {
    const { mismatches } = compareCalls(readShell(script).reading.configs, calls);
    expect(mismatches.map((mismatch) => mismatch.kind)).toEqual([kind]);
  });

  it('counts the known ones among the arguments and variables that are the same in every call', () => {
    const configs = readShell('A=1 B=$(x) megatron sft --lr 1 --tp "$(x)"').reading.configs;
    const env = { A: '1', B: '2' };
    const [once, twice] = [
      [call('sft --lr 1 --tp 2', env)],
      [call('sft --lr 1 --tp 2', env), call('sft --lr 1 --tp 3', env)],
    ];
    expect(compareCalls(configs, once ?? [])).toMatchObject({ words: { known: 3, all: 4 }, env: { known: 1, all: 2 } });
    expect(compareCalls(configs, twice ?? [])).toMatchObject({
      words: { known: 0, all: 0 },
      env: { known: 1, all: 2 },
    });
  });

  it('reports every change of a correct reading', async () => {
    const scripts = Array.from({ length: 60 }, (_, index) => makeMixedScript(index + 1));
    const recordings = await recordCalls(scripts.map(({ text }) => text));
    let changes = 0;
    for (const [index, { text }] of scripts.entries()) {
      const calls = recordings[index]?.calls ?? [];
      const { configs } = readShell(text).reading;
      for (const config of configs.filter((candidate) => isCorrect(candidate, calls))) {
        for (const wrong of changesOf(config)) {
          const others = configs.map((other) => (other === config ? wrong : other));
          changes += 1;
          expect(compareCalls(others, calls).mismatches, `${text}\n${JSON.stringify(wrong)}`).not.toEqual([]);
        }
      }
    }
    expect(changes).toBeGreaterThan(200);
  });
});

/** Whether all arguments of a config are known and bash ran the command. */
function isCorrect(config: Config, calls: readonly Call[]): boolean {
  const args = argvOf(config).map(({ value }) => value);
  return !args.includes(null) && calls.some(({ argv }) => argv.slice(1).join('\0') === args.join('\0'));
}

/** Returns the config with one change, in every way in which a reader may be wrong. */
function changesOf(config: Config): Config[] {
  const { exports: _, ...rest } = config;
  const entries = entriesOf(config);
  // A variable with an unknown value may not be passed at all, so leaving it out is not a mistake.
  const isClaimed = ({ kind, name, values }: Entry): boolean =>
    kind === 'flag' || (!isAmbient(name) && values[0]?.value !== undefined);
  const without = entries.flatMap((entry, index) => (isClaimed(entry) ? [entries.toSpliced(index, 1)] : []));
  const doubled = entries.flatMap((entry) => (entry.kind === 'flag' ? [[...entries, entry]] : []));
  const altered = entries.flatMap((entry, index) => {
    const [first, ...others] = entry.values;
    if (first?.value === undefined) return [];
    return [entries.with(index, { ...entry, values: [{ ...first, value: `${first.value}x` }, ...others] })];
  });
  return [...without, ...doubled, ...altered].map((changed) => ({
    ...rest,
    variables: changed.filter(({ kind }) => kind === 'env'),
    flags: changed.filter(({ kind }) => kind === 'flag'),
  }));
}
