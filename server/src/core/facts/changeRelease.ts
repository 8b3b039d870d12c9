import { matchFlag } from '../catalog/match';
import type { Release } from '../catalog/release';
import { type Facts, factsOf, LazyFacts, textFactsOf } from './facts';
import { EXTRA_KWARGS_FLAGS } from './givens';

/** Returns the facts of the same run in another release. */
export function changeRelease(facts: Facts, version: Release): Facts {
  const context = { ...facts.context, release: { ...facts.context.release, version } };
  return isReadEqually(facts, version)
    ? new LazyFacts(facts.config, context, textFactsOf(facts))
    : factsOf(facts.config, context);
}

/** Whether another release parses all flags of a run in the same way, so that only its defaults and rules may differ. */
function isReadEqually(
  { catalog, config, givenFlags, lastByName, flagsUnderOtherNames }: Facts,
  version: Release,
): boolean {
  if (config.joinedConfigFile || config.configFile || flagsUnderOtherNames.size > 0) return false;
  if (EXTRA_KWARGS_FLAGS.some((name) => lastByName.has(name))) return false;
  const view = catalog.view(version, config.command);
  return givenFlags.every(({ match, entry, flag, form }) => {
    if (match.kind === 'exact') return flag !== undefined && view.forms.get(flag.name) === form;
    const isForeign = catalog.byName.has(entry.name) || catalog.foreignByName.has(entry.name);
    return match.kind === 'unknown' && !isForeign && matchFlag(catalog, view, entry.name).kind === 'unknown';
  });
}
