import type { Config } from '../../config/config';
import type { Edit } from '../../config/edit';
import type { Document } from '../../document/document';
import { findImprovements } from '../../memory/findRemedies';
import { createCheck, type RunSources } from './checkedEdits';

/** A change after which a run needs less memory, as edits. */
export interface MemoryFix {
  /** The change with its gain and its price. */
  title: string;
  edits: Edit[];
}

/** Suggests changes for a run that died from lack of memory, each accepted by every rule; the smallest slowdown is first. */
export function suggestMemoryFixes(sources: RunSources, document: Document, config: Config): MemoryFix[] {
  const accept = createCheck(sources, document, config, []);
  return findImprovements(sources.getFacts(document, config)).flatMap(({ title, settings }) => {
    const edits = accept(settings.map(({ flag, values }) => ({ op: 'set', flag, values: [...values] })));
    return edits ? [{ title, edits }] : [];
  });
}
