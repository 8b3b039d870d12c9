import type { Facts } from '../facts/facts';
import type { Finding } from './rule';

/**
 * Drops the findings about flags that are missing because their names are misspelled, or are those of another release:
 * the wrong name is the cause, and its fix would contradict theirs.
 */
export function dropEffectsOfNames(findings: Finding[], { lastByName }: Facts): Finding[] {
  const intendedNames = new Set(
    findings
      .flatMap(({ severity, fixes }) => (severity === 'error' ? fixes : []))
      .flatMap(({ changes }) =>
        changes.flatMap((change) => (change.op === 'rename' && !lastByName.has(change.to) ? [change.to] : [])),
      ),
  );
  if (intendedNames.size === 0) return findings;
  const isEffect = ({ flags, fixes }: Finding): boolean =>
    flags.some((name) => intendedNames.has(name)) &&
    !fixes.some(({ changes }) => changes.some(({ op }) => op === 'rename'));
  return findings.filter((finding) => !isEffect(finding));
}
