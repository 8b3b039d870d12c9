import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { isInRange } from '../../server/src/core/catalog/release';
import type { Constraint } from '../../server/src/core/lint/constraint';
import { service } from '../support/service';

const root = resolve(import.meta.dirname, '../..');
const loadJson = (path: string) => JSON.parse(readFileSync(resolve(root, path), 'utf8'));

interface Source {
  project: string;
  path: string;
  releases: string[];
}

const verified: { rules: Record<string, { sources?: Source[]; unread?: string }> } =
  loadJson('schemas/verified-rules.json');

const softRules = service.rules.filter(({ severity }) => severity !== 'error');

const softConstraints: Constraint[] = readdirSync(resolve(root, 'schemas/constraints'))
  .flatMap((name): Constraint[] => loadJson(`schemas/constraints/${name}`).constraints)
  .filter(({ severity }) => severity !== 'error');

describe('the record of verified warnings and hints', () => {
  it('matches its schema', () => {
    const ajv = new Ajv();
    expect(ajv.validate(loadJson('schemas/verified-rules.schema.json'), verified), ajv.errorsText()).toBe(true);
  });

  it('has exactly the rules with severity warning or hint', () => {
    expect(Object.keys(verified.rules).toSorted()).toEqual([...new Set(softRules.map(({ id }) => id))].toSorted());
  });

  it('names releases of ms-swift in which the rule holds', () => {
    const outside = Object.entries(verified.rules).flatMap(([id, { sources = [] }]) => {
      const rules = softRules.filter((rule) => rule.id === id);
      const releases = sources.filter(({ project }) => project === 'ms-swift').flatMap((source) => source.releases);
      return releases
        .filter((release) => !rules.some((rule) => isInRange(release, rule.releases)))
        .map((release) => `${id} ${release}`);
    });
    expect(outside).toEqual([]);
  });
});

/** Rules about flags of `swift export`, whose forms are in a file of their own. */
const isAboutMegatron = ({ commands }: Constraint): boolean => commands?.includes('swift export') !== true;

describe('a warning or hint that is data', () => {
  it('holds only in releases that have one of the flags which it is about', () => {
    const early = softConstraints.filter(isAboutMegatron).flatMap(({ id, at, releases, commands }) => {
      const flags = at.flatMap((name) => service.catalog.byName.get(name) ?? []);
      const hasFlag = (release: string) =>
        flags.some(({ forms }) =>
          forms.some(
            (form) =>
              isInRange(release, form.releases) &&
              (!commands || !form.commands || form.commands.some((command) => commands.includes(command))),
          ),
        );
      const without = service.catalog.releases.filter((each) => isInRange(each, releases) && !hasFlag(each));
      return flags.length > 0 && without.length > 0 ? [`${id} ${without[0]}`] : [];
    });
    expect(early).toEqual([]);
  });

  it('removes a flag without effect first, rather than changing the training to give it one', () => {
    /** The flag asks for something, which a second flag turns on. */
    const intended = [
      'cli.abbrev-checkpointing',
      'data.packing-length-3-8',
      'log.manual-gc',
      'log.wandb-report',
      'tune.lora-flags-full',
    ];
    const changing = softConstraints
      .filter(({ outcome }) => outcome === 'ignored')
      .filter(({ fixes: [first] }) => first?.changes.some((change) => !('remove' in change)))
      .filter(({ id }) => !intended.includes(id.replace(/-4$/, '')));
    expect(changing.map(({ id }) => id)).toEqual([]);
  });
});
