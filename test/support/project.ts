import { applyEdits, textEditsOf } from '../../server/src/core/config/edit';
import type { ProjectReading } from '../../server/src/core/project/projectSettings';
import { readProject } from '../../server/src/core/project/readProject';
import { service } from './service';

const RULE_IDS = service.rules.map(({ id }) => id);

/** Reads the text of a `preflight.toml`. */
export const readSettingsFile = (text: string): ProjectReading => readProject(text, service.catalog.releases, RULE_IDS);

/** The findings of a `preflight.toml` as `rule: text: message`. */
export const listSettingsFindings = (text: string): string[] =>
  readSettingsFile(text).findings.map(
    ({ rule, span, message }) => `${rule}: ${text.slice(span.start, span.end)}: ${message}`,
  );

/** The text of a `preflight.toml` after the first fix of its first finding. */
export function applyFirstFix(text: string): string {
  const fix = readSettingsFile(text).findings[0]?.fixes[0];
  return applyEdits(text, fix ? textEditsOf(fix) : []);
}
