import { describe, expect, it } from 'vitest';
import { readCitations } from '../../scripts/upstream/citations';
import { findFunctionChanges } from '../../scripts/upstream/functionChanges';
import { describeRuleSources, describeStatements } from '../../scripts/upstream/report';
import { followRules, mustBeRead, type PackageFacts } from '../../scripts/upstream/ruleSources';
import type { SourceFacts, Statement } from '../../scripts/upstream/sourceFacts';
import { service } from '../support/service';

/** A statement of a synthetic package. */
const at = (line: number, text: string, when: string[] = [], kind: Statement['kind'] = 'check'): Statement => ({
  line,
  end: line,
  kind,
  when,
  text,
});

const packageOf = (functions: SourceFacts['functions']): SourceFacts => ({ package: 'swift', names: {}, functions });

const ARGS = 'swift/megatron/arguments/megatron_args.py';
const CHECK = "raise ValueError('sizes do not fit together')";

/** The fate of the code of one rule, by the functions of the cited file before and after. */
function follow(
  source: string,
  before: Record<string, Statement[]>,
  after: Record<string, Statement[]>,
  paths: { cited?: Record<string, SourceFacts>; flags?: string[]; moved?: string } = {},
) {
  const facts: PackageFacts = {
    before: packageOf({ [ARGS]: before }),
    after: packageOf({ [paths.moved ?? ARGS]: after }),
    version: '4.5.2',
    cited: new Map(Object.entries(paths.cited ?? {})),
  };
  return followRules([{ id: 'par.test', source, flags: paths.flags ?? [] }], new Map([['swift', facts]]));
}

describe('readCitations', () => {
  const print = (source: string) =>
    readCitations(source).map(
      ({ package: name, path, line, names, release }) =>
        `${name} ${path}${line ? `:${line}` : ''}${names.length > 0 ? ` ${names.join(' ')}` : ''} @${release ?? 'any'}`,
    );

  it.each([
    [
      'swift/a/args.py:28 of 4.2.3; swift/b/args.py:25 of 3.12.6',
      ['swift swift/a/args.py:28 @4.2.3', 'swift swift/b/args.py:25 @3.12.6'],
    ],
    [
      'ms-swift v3.8.1 swift/base.py, _get_iters; v4.2.3 swift/args.py, init_iters',
      ['swift swift/base.py _get_iters @3.8.1', 'swift swift/args.py init_iters @4.2.3'],
    ],
    [
      'Megatron-LM core_r0.13.0 megatron/core/config.py:844; core_r0.15.0:991',
      ['megatron megatron/core/config.py:844 @0.13.0', 'megatron megatron/core/config.py:991 @0.15.0'],
    ],
    [
      'Megatron-LM core_r0.13.0 megatron/core/config.py:1195 and 1228',
      ['megatron megatron/core/config.py:1195 @0.13.0', 'megatron megatron/core/config.py:1228 @0.13.0'],
    ],
    [
      'swift/t/reward.py:16, trainer.py:23 of 4.2.3',
      ['swift swift/t/reward.py:16 @4.2.3', 'swift swift/t/trainer.py:23 @4.2.3'],
    ],
    ['swift/args.py:227 of 4.2.3, :352 of 4.4.0', ['swift swift/args.py:227 @4.2.3', 'swift swift/args.py:352 @4.4.0']],
    [
      'Megatron-LM core_v0.16.1 megatron/core/c.py:983; swift/q.py of 3.12.6',
      ['megatron megatron/core/c.py:983 @0.16.1', 'swift swift/q.py @3.12.6'],
    ],
    [
      'mcore-bridge 1.2.2 src/mcore_bridge/config/model_config.py:221',
      ['mcore_bridge mcore_bridge/config/model_config.py:221 @1.2.2'],
    ],
    ['CPython Lib/argparse.py, nargs +', []],
    ['torch/distributed/run.py, --nproc-per-node', []],
    ['Slurm, sbatch manual page; rejected by sbatch 22.05', []],
  ])('reads %s', (source, expected) => {
    expect(print(source)).toEqual(expected);
  });

  it('finds a place in every source of a rule that names a Python file of ms-swift or Megatron', () => {
    const named = service.rules.filter(({ source }) => /(?:^|\s)(?:swift|megatron)\/[\w/]+\.py/.test(source ?? ''));
    expect(named.length).toBeGreaterThan(200);
    expect(named.filter(({ source }) => readCitations(source ?? '').length === 0).map(({ id }) => id)).toEqual([]);
  });
});

describe('followRules', () => {
  const source = `${ARGS}:10 of 4.5.2`;

  it.each([
    ['same', [at(10, CHECK)]],
    ['moved', [at(42, CHECK)]],
    ['changed', [at(10, CHECK, ['self.size > 2'])]],
    ['changed', [at(12, "raise ValueError('sizes do not fit together any more')")]],
    ['vanished', [at(10, 'pass', [], 'other')]],
  ] as const)('calls a cited line %s', (fate, after) => {
    expect(follow(source, { check: [at(10, CHECK)] }, { check: [...after] })[0]?.fate).toBe(fate);
  });

  it('finds a function again in a folder that was renamed', () => {
    const moved = 'swift/megatron/argument/megatron_args.py';
    expect(follow(source, { check: [at(10, CHECK)] }, { check: [at(10, CHECK)] }, { moved })[0]?.fate).toBe('moved');
  });

  it('represents a line that changed before the verified release by its function', () => {
    const cited = { '4.2.3': packageOf({ [ARGS]: { check: [at(5, 'raise ValueError("old words")')] } }) };
    const citation = `${ARGS}:5 of 4.2.3`;
    const body = [at(9, CHECK), at(10, 'self.size = 1', [], 'setting')];
    expect(follow(citation, { check: body }, { check: body }, { cited })[0]?.fate).toBe('same');
    expect(follow(citation, { check: body }, { check: body.slice(0, 1) }, { cited })[0]?.fate).toBe('changed');
  });

  it('does not read the line of an unavailable release in another one', () => {
    expect(follow(`${ARGS}:10 of 3.8.1`, { check: [at(10, CHECK)] }, {})[0]?.fate).toBe('unlocated');
  });

  it('follows the statements about the flags of the rule when only a file is cited', () => {
    const fate = (after: Statement[]) =>
      follow(
        `${ARGS} of 4.2.3`,
        { f: [at(3, 'self.lr = 1'), at(4, 'self.seed = 2')] },
        { f: after },
        { flags: ['lr'] },
      )[0]?.fate;
    expect(fate([at(3, 'self.lr = 1')])).toBe('same');
    expect(fate([at(3, 'self.lr = 2')])).toBe('changed');
    expect(fate([at(4, 'self.seed = 2')])).toBe('vanished');
  });

  it('silences a rule until it is read again for a change of ms-swift, but not of a Megatron core', () => {
    const facts = (name: SourceFacts['package'], path: string, importing: string): PackageFacts => ({
      before: { package: name, names: {}, functions: { [path]: { f: [at(1, CHECK), at(2, importing)] } } },
      after: { package: name, names: {}, functions: { [path]: { f: [at(2, importing)] } } },
      version: '1.0.0',
      cited: new Map(),
    });
    const packages = new Map([
      ['swift', facts('swift', ARGS, 'from megatron.core import mpu')],
      ['megatron', facts('megatron', 'megatron/core/a.py', 'import torch')],
    ] as const);
    const read = (cited: string) => followRules([{ id: 'par.test', source: cited, flags: [] }], packages)[0];
    const [ours, core] = [read(`${ARGS}:1`), read('megatron/core/a.py:1')];
    expect([ours?.fate, core?.fate]).toEqual(['vanished', 'vanished']);
    expect([ours, core].map((each) => each && mustBeRead(each))).toEqual([true, false]);
    // Releases from 4.0 on do not import it.
    expect(read('megatron/training/a.py:1')?.fate).toBe('unlocated');
  });

  it('describes what changed with the code before and after', () => {
    const changed = follow(source, { check: [at(10, CHECK)] }, { check: [at(11, CHECK, ['self.size > 2'])] });
    expect(describeRuleSources(changed)).toEqual([
      `par.test: changed, cited as ${ARGS}:10`,
      `    - ${ARGS}:10 check: ${CHECK}`,
      `    + ${ARGS}:11 check: if self.size > 2: ${CHECK}`,
    ]);
  });
});

describe('findFunctionChanges', () => {
  it('lists new and lost checks, but no moved ones, below the given folders', () => {
    const before = packageOf({
      [ARGS]: { f: [at(1, CHECK), at(2, 'assert a')] },
      'swift/ui/x.py': { g: [at(1, CHECK)] },
    });
    const after = packageOf({ [ARGS]: { f: [at(9, CHECK), at(10, 'assert b', ['self.c'])] }, 'swift/ui/x.py': {} });
    expect(describeStatements(findFunctionChanges(before, after, ['swift/megatron/']), ['check'])).toEqual([
      `${ARGS} f`,
      '    - 2: assert a',
      '    + 10: if self.c: assert b',
    ]);
  });
});
