import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkVerdicts, comparePhases, type Verdict } from '../../scripts/truth/compare';
import { compareFixes, listFixes, printFixes, repairCases } from '../../scripts/truth/fixes';
import { casesOfNewFlags, generateCases, MUTATIONS, type ParserOptions } from '../../scripts/truth/mutations';
import { chooseSample, type RecordedVerdict, recordVerdicts, toCase } from '../../scripts/truth/sample';
import { listCases } from '../../scripts/truth/table';
import { createRandom } from '../soak/random';
import { service } from '../support/service';
import { kindOf, readCases } from '../support/verdicts';

// The parts of `npm run truth` that need no installed ms-swift, on the recorded sample of real verdicts.

const data = resolve(import.meta.dirname, '../data');
const models = JSON.parse(readFileSync(resolve(data, 'verdict-models.json'), 'utf8')) as Record<string, object>;
const recorded = readCases(resolve(data, 'verdicts.jsonl')) as unknown as RecordedVerdict[];
const RELEASE = '4.5.2';
const rows = recorded.filter(({ release }) => release === RELEASE);
const cases = rows.map((row) => toCase(row, models));
const accepted = cases.filter(({ verdict }) => verdict === 'accept');

/** The options of a parser, from the catalog. */
const parser: ParserOptions = Object.fromEntries(
  (['pt', 'sft', 'rlhf', 'export'] as const).map((command) => [
    command,
    [...service.catalog.view(RELEASE, command).forms].map(([dest, form]) => ({
      dest,
      options: [`--${dest}`],
      type: form.type === 'string' ? 'str' : form.type,
      nargs: form.list ? '+' : null,
      choices: form.choices ?? null,
    })),
  ]),
);

describe('generateCases', () => {
  it('changes accepted command lines in every way, and creates the same ones for the same seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 60 }), (seed, count) => {
        const generated = generateCases(accepted, parser, count, createRandom(seed));
        expect(generated).toHaveLength(count);
        expect(generateCases(accepted, parser, count, createRandom(seed))).toEqual(generated);
        for (const { argv, group } of generated) {
          expect(Object.keys(parser)).toContain(argv[0]);
          expect(argv.every((word) => typeof word === 'string')).toBe(true);
          expect(group).toMatch(/^new-/);
        }
        expect(new Set(generated.map(({ group }) => group)).size).toBe(Math.min(count, Object.keys(MUTATIONS).length));
      }),
      { numRuns: 50 },
    );
  });

  it('leaves few command lines unchanged', () => {
    const generated = generateCases(accepted, parser, 700, createRandom(1));
    const known = new Set(accepted.map(({ argv }) => argv.join('\n')));
    expect(generated.filter(({ argv }) => known.has(argv.join('\n'))).length).toBeLessThan(50);
  });

  it('gives every flag that an older release lacks plausible values and a wrong one', () => {
    const older = { ...parser, sft: (parser.sft ?? []).filter(({ dest }) => dest !== 'lora_rank') };
    const added = casesOfNewFlags(accepted, parser, older, createRandom(1));
    expect(added.length).toBeGreaterThan(2);
    expect(new Set(added.map(({ argv }) => `${argv[0]} ${argv.at(-2)}`))).toEqual(new Set(['sft --lora_rank']));
    expect(added.at(-1)?.argv.at(-1)).toBe('abc');
  });
});

describe('comparePhases', () => {
  const small = cases.filter((_, index) => index % 4 === 0);
  const checked = checkVerdicts(service, RELEASE, data, small);

  it('counts the accepted, rejected and missed command lines of each phase', () => {
    const phases = comparePhases(checked);
    const sum = (key: 'accepted' | 'rejected') => phases.reduce((total, each) => total + each[key], 0);
    expect(sum('accepted')).toBe(checked.filter((each) => each.case.verdict === 'accept').length);
    expect(sum('rejected')).toBe(checked.filter((each) => each.case.verdict === 'reject').length);
    expect(phases.flatMap(({ wrongErrors }) => wrongErrors)).toEqual([]);
  });

  it('reports a wrong error of ours, and leaves out what this machine decides', () => {
    const base = { id: 'a', group: 'given', phase: 'accepted' };
    const wrong: Verdict = { ...base, argv: ['sft', '--no_such_flag', '1'], verdict: 'accept' };
    const unknown: Verdict = { ...wrong, id: 'b', verdict: 'unknown' };
    const phases = comparePhases(checkVerdicts(service, RELEASE, data, [wrong, unknown]));
    expect(phases.map(({ accepted: count, wrongErrors }) => [count, wrongErrors.length])).toEqual([[1, 1]]);
    expect(listCases(phases, [wrong, unknown]).map((line) => line.split(':')[0])).toContain('undecided');
  });
});

describe('compareFixes', () => {
  const checked = checkVerdicts(
    service,
    RELEASE,
    data,
    cases.filter((_, index) => index % 4 === 0),
  );
  const repairs = repairCases(checked);
  const accept = repairs.repaired.map((each): Verdict => ({ ...each.case, verdict: 'accept' }));

  it('counts a fix as accepted only if the real code accepts the repaired command line', () => {
    expect(repairs.repaired.length).toBeGreaterThan(5);
    const verdicts = accept.map((each, index): Verdict => (index === 0 ? { ...each, verdict: 'reject' } : each));
    const results = compareFixes(repairs, verdicts);
    expect(results.failed.map(({ repaired }) => repaired.case.id)).toEqual([repairs.repaired[0]?.case.id]);
    expect(results.single.accepted + results.several.accepted).toBe(accept.length - 1);
    expect(listFixes(results).filter((line) => line.startsWith('fix fails:'))).toHaveLength(1);
    expect(printFixes(results).join('\n')).toContain(`${((100 * (accept.length - 1)) / accept.length).toFixed(1)} %`);
  });

  it('leaves out what this machine decides', () => {
    const verdicts = accept.map((each, index): Verdict => {
      if (index === 0) return { ...each, verdict: 'unknown' };
      return index === 1 ? { ...each, verdict: 'reject', exception: 'FileNotFoundError', message: 'foo.py' } : each;
    });
    const { failed, undecided } = compareFixes(repairs, verdicts);
    expect(failed).toEqual([]);
    expect(undecided.map(({ id }) => id)).toEqual(accept.slice(0, 2).map(({ id }) => id));
  });

  const rejected = (argv: string[], files?: Record<string, string>): Verdict => ({
    id: 'a',
    group: 'given',
    argv,
    verdict: 'reject',
    phase: 'swift-parse',
    ...(files && { sandbox: { files } }),
  });
  const repair = (verdict: Verdict) => repairCases(checkVerdicts(service, RELEASE, data, [verdict])).repaired[0]?.case;
  const RUN = ['--model', 'Qwen/Qwen3-8B', '--dataset', 'd', '--train_iters', '9'];

  it('repairs each error of a command line', () => {
    const argv = ['sft', ...RUN, '--lora_rnak', '8', '--lr', '1e-5x'];
    expect(repair(rejected(argv))?.argv).toEqual(['sft', ...RUN, '--lora_rank', '8', '--lr', '1e-5']);
  });

  it('repairs a config file where it is, so that the real code reads it', () => {
    const text = 'model: Qwen/Qwen3-8B\ndataset: d\ntrain_iters: 9\nlora_rnak: 8\n';
    const repaired = repair(rejected(['sft', 'run.yaml'], { 'run.yaml': text }));
    expect(repaired?.argv).toEqual(['sft', 'run.yaml']);
    expect(repaired?.sandbox?.files).toEqual({ 'run.yaml': text.replace('rnak', 'rank') });
  });
});

describe('recordVerdicts', () => {
  it('records a sample that reads as the same cases', () => {
    const names = (message: string) => message.split(' ').filter((word) => word !== '');
    const withMessages = cases.map((each, index) => ({ ...each, message: rows[index]?.names?.join(' ') ?? '' }));
    const { rows: again, models: known } = recordVerdicts(withMessages, RELEASE, models, names);
    expect(known).toEqual(models);
    expect(again.map(({ id: _, ...row }) => row)).toEqual(
      rows.map(({ id: _, names: words = [], ...row }) => ({ ...row, ...(words.length > 0 && { names: words }) })),
    );
  });

  it('takes verdicts of every kind before a second one of any', () => {
    const kinds = new Set(cases.map((each) => `${each.phase} ${kindOf(each)}`));
    const chosen = chooseSample(cases, kinds.size, kindOf);
    expect(new Set(chosen.map((each) => `${each.phase} ${kindOf(each)}`))).toEqual(kinds);
  });
});

describe('the Python part', () => {
  const folder = resolve(import.meta.dirname, '../../scripts/truth');
  const run = (code: string): unknown => {
    const { stdout, stderr } = spawnSync(
      'python3',
      ['-B', '-c', `import sys; sys.path[:0] = [${JSON.stringify(folder)}]\n${code}`],
      {
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('');
    return JSON.parse(stdout);
  };
  const present = spawnSync('python3', ['--version']).status === 0;

  it.runIf(present)('takes converted values for unchanged, and others for overridden', () => {
    const pairs = [
      ['bf16', 'bfloat16', true],
      ['out', '/tmp/out', true],
      ['{"a": 1}', { a: 1 }, true],
      [['a'], 'a', true],
      [true, false, false],
      [4, 1, false],
      ['group', 'none', false],
    ];
    const code = `import json\nfrom overrides import is_same\nprint(json.dumps([is_same(a, b) for a, b, _ in json.loads(${JSON.stringify(JSON.stringify(pairs))})]))`;
    expect(run(code)).toEqual(pairs.map(([, , same]) => same));
  });

  it.runIf(present)('rejects for what the command line causes, and leaves open what the machine causes', () => {
    const code = `import json
from phases import describe_rejection
case = {'argv': ['sft', '--external_plugins', 'my_plugin']}
def verdict(error):
    try:
        raise error
    except Exception as raised:
        return describe_rejection(raised, type(raised).__name__, str(raised), case)['verdict']
print(json.dumps([verdict(ModuleNotFoundError("No module named 'my_plugin'")), verdict(ModuleNotFoundError("No module named 'torch_npu'")), verdict(RuntimeError('Found no NVIDIA driver'))]))`;
    expect(run(code)).toEqual(['reject', 'unknown', 'unknown']);
  });
});
