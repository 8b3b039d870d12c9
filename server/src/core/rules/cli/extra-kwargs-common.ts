import type { MegatronCore, MegatronOption } from '../../catalog/megatronTypes';
import type { Value } from '../../catalog/types';
import { printValue } from '../../catalog/value';
import type { Fix } from '../../config/edit';
import { toUnderscores } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { createKwargSpanLookup, extraKwargsEntryOf, writtenKwargsOf } from '../../lint/extraKwargs';
import { fixWrite } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/**
 * Shared part of the rules on keys of `extra_megatron_kwargs`. ms-swift appends each key as `--key-with-dashes value`
 * to the arguments of Megatron's own parser: true becomes a switch without a value, a list becomes several arguments,
 * and keys with false or null are omitted.
 */
export const extraKwargsBase = {
  releases: '3.7-3.12',
  source: 'swift/megatron/argument/megatron_args.py, _args_to_argv; Megatron-LM megatron/training/arguments.py',
} as const;

/** A key of the map, with the option of Megatron-LM that it sets. */
interface KwargsKey {
  name: string;
  value: Value;
  option: MegatronOption | undefined;
}

type KeyCheck = (
  facts: Facts,
  key: KwargsKey,
  core: MegatronCore,
) => (Omit<Found, 'span' | 'flags'> & Partial<Found>) | undefined;

/** Maximum number of findings per map: each of their fixes rewrites the full map. */
const MAX_KEY_FINDINGS = 20;

/** Creates the check of a rule that looks at one key at a time; its findings are at the key. */
export const createKeyCheck = (check: KeyCheck): Rule['check'] => {
  return (facts) => {
    const { extraKwargs, catalog, release } = facts;
    if (!extraKwargs || extraKwargs.size === 0) return [];
    const core = catalog.coreOf(release.version);
    if (!core) return [];
    const findings: Found[] = [];
    let findSpan: ReturnType<typeof createKwargSpanLookup> | undefined;
    for (const [name, value] of extraKwargs) {
      const found = check(facts, { name, value, option: core.byName.get(name) }, core);
      if (!found) continue;
      findSpan ??= createKwargSpanLookup(facts);
      const span = findSpan(name);
      if (span) findings.push({ span, flags: [name], ...found });
      if (findings.length === MAX_KEY_FINDINGS) break;
    }
    return findings;
  };
};

/** Whether ms-swift omits a key with this value. */
export const isOmitted = (value: Value): boolean => value === null || value === false;

/** The option of Megatron-LM that a key becomes, as it is printed in messages. */
export const toOptionText = (name: string): string => `--${name.replaceAll('_', '-')}`;

/** Replaces a key and its value, and keeps all others. */
export function fixKey(facts: Facts, from: string, to: { name: string; value: Value }): Fix | undefined {
  const entry = extraKwargsEntryOf(facts);
  const map = Object.entries(writtenKwargsOf(facts) ?? {}).map(([key, value]) =>
    toUnderscores(key) === from ? [to.name, to.value] : [key, value],
  );
  const values = [JSON.stringify(Object.fromEntries(map))];
  return entry && fixWrite(`Change to ${to.name}: ${printValue(to.value)}`, entry, values);
}
