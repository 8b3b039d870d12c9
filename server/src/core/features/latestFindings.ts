import type { Catalog } from '../catalog/types';
import type { Config, Entry } from '../config/config';
import { isSameSpan } from '../config/lookup';
import type { Document } from '../document/document';
import { joinedConfigOf } from '../document/releases';
import { applySeverities } from '../document/severity';
import type { Linter } from '../lint/linter';
import type { Finding } from '../lint/rule';
import { lintConfig } from './diagnostics';
import { moveFindings } from './movedFindings';
import { findLintedBefore } from './reuseFindings';

/** Findings about a command, and its flags, both with positions in the text that was judged. */
export interface LatestFindings {
  findings: readonly Finding[];
  flags: readonly Entry[];
  /** Whether one of the flags is at the place of a flag of the present text. */
  isAt: (flag: Entry, present: Entry) => boolean;
}

/**
 * Returns the findings of a command, or those of the version before while this one is not judged yet: completion does not
 * wait for that.
 */
export function findLatestFindings(catalog: Catalog, lint: Linter, document: Document, config: Config): LatestFindings {
  const isJudged = document.cache.get(config)?.findings !== undefined;
  // Comments that silence findings are matched by their positions in the present text.
  const needsPlaces = document.suppressions.groups.length > 0;
  const before = isJudged || needsPlaces ? undefined : findLintedBefore(document, config);
  if (!before) {
    const { flags } = joinedConfigOf(document, config);
    const isAt = (flag: Entry, present: Entry): boolean => isSameSpan(flag.key, present.key);
    return { findings: lintConfig(catalog, lint, document, config), flags, isAt };
  }
  const { linted, shift } = before;
  const findings = moveFindings(linted.findings, linted.place, linted.run);
  const isAt = (flag: Entry, present: Entry): boolean =>
    flag.key.source === present.key.source && shift.mapStart(flag.key.start) === present.key.start;
  return { findings: applySeverities([...findings], document.context), flags: linted.run.flags, isAt };
}
