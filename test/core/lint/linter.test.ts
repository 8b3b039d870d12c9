import { describe, expect, it } from 'vitest';
import { createService } from '../../../server/src/core/service';
import { shell } from '../../../server/src/core/syntax/shell/shellSyntax';
import { service } from '../../support/service';

const NEXT = '9.9.9';

/** The shipped service with one more release in its catalog, and a record of the rules that were verified for it. */
function serviceOfNextRelease(rules: string, exceptions: Record<string, string> = {}) {
  const { catalog } = service;
  const migration = {
    explicit: [],
    together: [],
    reworded: [],
    replaced: [],
    single: [],
    modelConfig: {},
    plugins: [],
    drop: [],
    notes: [],
  };
  const verified = { ...catalog.verified, rules, exceptions };
  const releases = [...catalog.releases, NEXT];
  return createService({ ...catalog, releases, verified }, service.rules, migration, service.docs);
}

function rulesFound(checked: ReturnType<typeof serviceOfNextRelease>): string[] {
  const text = `# preflight: ms-swift=${NEXT} world-size=8\nmegatron sft --model m --dataset d --train_iters 10 --global_batch_size 6 --packing ture\n`;
  return checked.lintDocument(checked.read(text, shell, {})).map(({ rule }) => rule);
}

describe('rules for a release that was added to the catalog', () => {
  it('are silent until they are recorded as verified for it', () => {
    expect(rulesFound(serviceOfNextRelease('4.5.2'))).toEqual([]);
  });

  it('apply once the record names the release, without any other change', () => {
    expect(rulesFound(serviceOfNextRelease(NEXT))).toEqual(expect.arrayContaining(['cli.bool', 'par.batch-divisible']));
  });

  it('are silent one by one while the record lists them as exceptions', () => {
    const found = rulesFound(serviceOfNextRelease(NEXT, { 'cli.bool': '4.5.2' }));
    expect(found).toContain('par.batch-divisible');
    expect(found).not.toContain('cli.bool');
  });
});
