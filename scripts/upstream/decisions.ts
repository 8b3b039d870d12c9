import type { Catalog } from '../../server/src/core/catalog/types';
import { FATES } from './citedCode';
import type { Difference } from './compare';
import type { FunctionChange } from './functionChanges';
import type { NameChange } from './ranges';
import type { StaleText } from './reviewed';
import { isGrave, type RuleSource } from './ruleSources';
import type { ModelRow } from './sourceFacts';

interface Comparison {
  differences: readonly Difference[];
  names: readonly NameChange[];
  sources: readonly RuleSource[];
  changes: readonly FunctionChange[];
  staleTexts: readonly StaleText[];
  catalog: Catalog;
  /** The catalog has the release, so differences are faults of its data. */
  isKnown: boolean;
}

/** The decisions and texts without which the release is incomplete. */
export function listDecisions(comparison: Comparison): string[] {
  const { differences, names, sources, changes, staleTexts, catalog, isKnown } = comparison;
  if (isKnown)
    return differences.map(
      ({ flag, aspect }) => `${flag}: correct ${aspect}, or explain it in scripts/upstream/explained.json`,
    );
  const checks = changes.filter(({ added, removed }) =>
    [...added, ...removed].some(({ kind }) => kind === 'check'),
  ).length;
  const settings = changes.filter(({ added, removed }) =>
    [...added, ...removed].some(({ kind }) => kind === 'setting'),
  ).length;
  return [
    ...new Set(differences.flatMap((each) => decideFlag(each, catalog))),
    ...names.flatMap(decideNames),
    ...decideRules(sources),
    ...(staleTexts.length > 0
      ? [
          `${staleTexts.length} texts rest on code that changed: read them again, and record the release in schemas/reviewed.json`,
        ]
      : []),
    ...(checks > 0 ? [`${checks} functions have other checks: add, change or end rules`] : []),
    ...(settings > 0
      ? [`${settings} functions set other values: correct effective, inEffect and facts/values.ts`]
      : []),
  ];
}

function decideFlag({ flag, aspect, catalog: before, upstream }: Difference, catalog: Catalog): string[] {
  if (aspect === 'exists' && upstream && catalog.byName.has(flag)) return [`${flag}: it returned; check its texts`];
  if (aspect === 'exists' && upstream)
    return [`${flag}: write summary, description, see and section, and "documented" if the argument page has it`];
  if (aspect === 'exists') return [`${flag}: write its advice (instead), or its new name (renamed)`];
  if (aspect === 'default' && before !== undefined)
    return [
      `${flag}: does a migration write out the old default (schemas/migration.json) or not (test/data/harmless-defaults.json)? Describe what None stands for (effective, inEffect)`,
    ];
  return [`${flag}: does its description still hold with another ${aspect}?`];
}

/** Templates have properties that no registration states as data. */
function decideNames({ kind, added }: NameChange): string[] {
  const listed = added.join(', ');
  if (added.length === 0) return [];
  if (kind === 'template')
    return [`${listed}: hybrid_template, padding_free_template and padded_template in names.json?`];
  if (kind === 'model_type') return [`${listed}: hybrid_model_type in names.json? Trained by the Megatron bridge?`];
  return kind === 'loss_type' ? [`${listed}: which tasks of the Megatron commands accept these losses?`] : [];
}

/** One decision for each place that changed, since many rules may rest on one function, and one for all that cannot be located. */
function decideRules(sources: readonly RuleSource[]): string[] {
  const places = new Map<string, string[]>();
  for (const { id, cited } of sources)
    for (const { citation, fate, before } of cited.filter((each) => isGrave(each.fate))) {
      const place = `${before?.path ?? citation.path} ${before?.name ?? ''}`.trim();
      const key = `${place} ${fate === 'changed' ? 'changed' : 'is gone'}`;
      const ids = places.get(key) ?? [];
      places.set(key, ids.includes(id) ? ids : [...ids, id]);
    }
  const unlocated = sources.filter(({ fate }) => fate === 'unlocated').map(({ id }) => id);
  return [
    ...[...places].map(([place, ids]) =>
      place.startsWith('megatron/')
        ? `${place} in a Megatron core that earlier releases allow too: do ${ids.join(', ')} still hold?`
        : `${place}: read it, then end the range of ${ids.join(', ')} or remove the row from schemas/verified.json`,
    ),
    ...(unlocated.length > 0
      ? [`no text shows the code of ${unlocated.join(', ')}: check with \`npm run truth\`, and cite a function or line`]
      : []),
  ];
}

/** The models that only one of two releases registers, by name. */
export function describeModels(before: readonly ModelRow[] = [], after: readonly ModelRow[] = []): string[] {
  const namesIn = (rows: readonly ModelRow[]): string[] =>
    rows
      .filter(({ table }) => table === 'names')
      .map(({ item, key }) => `${item} (${key.filter((each) => each !== '').join(', ')})`);
  const [old, now] = [new Set(namesIn(before)), new Set(namesIn(after))];
  return [
    ...[...now].filter((name) => !old.has(name)).map((name) => `+ ${name}`),
    ...[...old].filter((name) => !now.has(name)).map((name) => `- ${name}`),
  ];
}

/** The number of rules with each fate, such as `200 same, 30 moved`. */
export const countFates = (sources: readonly RuleSource[]): string =>
  FATES.map((fate) => `${sources.filter((each) => each.fate === fate).length} ${fate}`).join(', ');
