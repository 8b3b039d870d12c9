import { describe, expect, it } from 'vitest';
import { argvOf } from '../../server/src/core/config/argv';
import type { Config, Entry } from '../../server/src/core/config/config';
import { entriesOf } from '../../server/src/core/config/lookup';
import { compareCalls } from '../support/bash/compare';
import { type Call, isAmbient, recordCalls } from '../support/bash/recorder';
import { makeMixedScript } from '../support/bash/scripts';
import { readShell } from '../support/service';

/** The oracle itself: what is recorded is what a process gets, and a reading that is wrong is noticed. */

const recorded = async (script: string): Promise<string[]> => {
  const [recording] = await recordCalls([script]);
  const calls = recording?.calls ?? [];
  return calls.map(({ argv, env: { A, B } }) =>
    [...(A === undefined ? [] : [`A=${A}`]), ...(B === undefined ? [] : [`B=${B}`]), ...argv].join('|'),
  );
};

describe('the recorder', () => {
  it.each([
    ['words', `megatron sft --lr 1 'a b' "" $'c\\nd'`, ['sft|--lr|1|a b||c\nd']],
    ['CJK', 'megatron sft 训练 😀', ['sft|训练|😀']],
    ['what is exported, and nothing else', 'export A=1\nB=2\nmegatron sft', ['A=1|sft']],
    ['prefixes', 'A=1 B="$A x" megatron sft', ['A=1|B=1 x|sft']],
    ['every call of a loop', 'for i in 1 2; do megatron sft $i; done', ['sft|1', 'sft|2']],
    ['calls in the background and in pipes', 'megatron pt & wait; megatron sft | cat', ['pt', 'sft']],
    ['calls of another bash', `export A=1; bash -c 'megatron sft "$A"'`, ['A=1|sft|1']],
    ['what other programs run', 'env B=2 nohup megatron sft', ['B=2|sft']],
    ['no call of a branch not taken', 'if false; then megatron pt; fi; megatron sft', ['sft']],
    ['no call behind an exit', 'megatron pt; exit 3; megatron sft', ['pt']],
    ['a script that ends in exec', 'exec megatron sft', ['sft']],
    ['nothing for a backslash at the end', 'megatron sft --lr 1 \\', ['sft|--lr|1']],
    ['globs as they are, in an empty folder', 'megatron sft * [ab]', ['sft|*|[ab]']],
  ])('gets %s', async (_, script, calls) => expect(await recorded(script)).toEqual(calls));

  it('keeps scripts apart', async () => {
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

  it('ends a script that does not', async () => {
    const [endless, next] = await recordCalls(['while :; do :; done', 'megatron sft']);
    expect(endless?.status).toBeGreaterThan(127);
    expect(next?.calls).toHaveLength(1);
  });

  it('tells what bash has against a script', async () => {
    const [broken] = await recordCalls(['megatron sft "']);
    expect(broken?.errors).toMatch(/unexpected EOF/);
  });
});

const call = (argv: string, env: Record<string, string> = {}): Call => ({ argv: argv.split(' '), env });

describe('the comparison', () => {
  it.each<[string, string, Call[]]>([
    ['the same words', 'megatron sft --lr 1', [call('sft --lr 1')]],
    ['a word that we do not know', 'megatron sft --lr "$(x)"', [call('sft --lr anything')]],
    ['any number of words for a splice', 'megatron sft $(x) --lr 1', [call('sft a b c --lr 1'), call('sft --lr 1')]],
    ['a command that never runs', 'megatron sft --lr 1', []],
    ['a variable that we do not know', 'A=$(x) megatron sft', [call('sft', { A: '7' }), call('sft')]],
    ['what bash itself passes', 'megatron sft', [call('sft', { PWD: '/', _: 'x', SHLVL: '1' })]],
    ['a call without a sub-command', 'megatron sft', [call('--help'), call('sft')]],
  ])('accepts %s', (_, script, calls) => {
    expect(compareCalls(readShell(script).reading.configs, calls).mismatches).toEqual([]);
  });

  it.each<[string, string, Call[]]>([
    ['a call that we do not have', 'echo', [call('sft')]],
    ['a call that we do not have', 'megatron sft --cmd_1', [call('sft --cmd_1'), call('sft --cmd_2')]],
    ['another sub-command', 'megatron sft', [call('pt')]],
    ['other words', 'megatron sft --lr 1', [call('sft --lr 2')]],
    ['other words', 'megatron sft --lr 1', [call('sft --lr')]],
    ['other words', 'megatron sft --lr 1', [call('sft --lr 1 2')]],
    ['other words', 'megatron sft --lr "$(x)"', [call('sft --lr a b')]],
    ['other words', 'megatron sft $(x) --lr 1', [call('sft a b c --lr 2')]],
    ['other words', 'megatron sft --lr 1', [call('sft --lr 1'), call('sft --lr 2')]],
    ['another value of a variable', 'A=1 megatron sft', [call('sft', { A: '2' })]],
    ['a variable that is not passed', 'A=1 megatron sft', [call('sft')]],
    ['a variable that we do not have', 'megatron sft', [call('sft', { A: '1' })]],
    ['a config that is no command', 'megatron sft --not_a_command', []],
  ])('finds %s in %s', (kind, script, calls) => {
    const { mismatches } = compareCalls(readShell(script).reading.configs, calls);
    expect(mismatches.map((each) => each.kind)).toEqual([kind]);
  });

  it('counts what is known of the words that are the same in every call', () => {
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

  it('finds whatever is changed in a reading that is right', async () => {
    const scripts = Array.from({ length: 60 }, (_, index) => makeMixedScript(index + 1));
    const recordings = await recordCalls(scripts.map(({ text }) => text));
    let changes = 0;
    for (const [index, { text }] of scripts.entries()) {
      const calls = recordings[index]?.calls ?? [];
      const { configs } = readShell(text).reading;
      const right = configs.filter((config) => isRight(config, calls));
      for (const config of right) {
        for (const wrong of changed(config)) {
          const others = configs.map((each) => (each === config ? wrong : each));
          changes += 1;
          expect(compareCalls(others, calls).mismatches, `${text}\n${JSON.stringify(wrong)}`).not.toEqual([]);
        }
      }
    }
    expect(changes).toBeGreaterThan(200);
  });
});

/** A config all of whose words are known, of a command that bash ran. */
function isRight(config: Config, calls: readonly Call[]): boolean {
  const words = argvOf(config).map(({ value }) => value);
  return !words.includes(null) && calls.some(({ argv }) => argv.slice(1).join('\0') === words.join('\0'));
}

/** The config with one thing changed, in every way that a reader might get it wrong. */
function changed(config: Config): Config[] {
  const { exports: _, ...rest } = config;
  const entries = entriesOf(config);
  // A variable without a known value may not be passed at all, and then may as well be left out.
  const claimed = ({ kind, name, values }: Entry): boolean =>
    kind === 'flag' || (!isAmbient(name) && values[0]?.value !== undefined);
  const without = entries.flatMap((entry, at) => (claimed(entry) ? [entries.toSpliced(at, 1)] : []));
  const doubled = entries.flatMap((entry) => (entry.kind === 'flag' ? [[...entries, entry]] : []));
  const altered = entries.flatMap((entry, at) => {
    const [first, ...others] = entry.values;
    if (first?.value === undefined) return [];
    return [entries.with(at, { ...entry, values: [{ ...first, value: `${first.value}x` }, ...others] })];
  });
  return [...without, ...doubled, ...altered].map((each) => ({
    ...rest,
    variables: each.filter(({ kind }) => kind === 'env'),
    flags: each.filter(({ kind }) => kind === 'flag'),
  }));
}
