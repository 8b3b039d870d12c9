import type { Config } from '../../config/config';
import { applyEdits, type Change, type Edit } from '../../config/edit';
import type { Document } from '../../document/document';
import type { ReadDocument } from '../../document/readDocument';
import type { Facts } from '../../facts/facts';
import type { Finding } from '../../lint/rule';
import { applyToNeighbors, printEdits } from '../fixes/printEdits';

/** The parts of the service that read and check runs. */
export interface RunSources {
  read: ReadDocument;
  getFacts: (document: Document, config: Config) => Facts;
  lintConfig: (document: Document, config: Config) => Finding[];
}

/**
 * Returns a function that prints changes as edits; undefined for those after which a rule reports something new. What it
 * reports with the other GPUs alone is not new.
 */
export function createCheck(
  sources: RunSources,
  document: Document,
  config: Config,
  sizeChanges: readonly Change[],
): (changes: readonly Change[]) => Edit[] | undefined {
  const index = document.reading.configs.indexOf(config);
  const lintWith = (edits: readonly Edit[]): Finding[] | undefined => {
    const { syntax, context } = applyToNeighbors(document, edits);
    const changed = sources.read(applyEdits(document.text, edits), syntax, context);
    const changedConfig = changed.reading.configs[index];
    return changedConfig && sources.lintConfig(changed, changedConfig);
  };
  const before = new Set((lintWith(printEdits(document, config, sizeChanges)) ?? []).map(keyOf));
  return (changes) => {
    const edits = printEdits(document, config, [...sizeChanges, ...changes]);
    const isAccepted = lintWith(edits)?.every((finding) => finding.severity === 'hint' || before.has(keyOf(finding)));
    return isAccepted ? edits : undefined;
  };
}

const keyOf = ({ rule, severity, message }: Finding): string => `${rule} ${severity} ${message}`;
