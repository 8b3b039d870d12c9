import type { Catalog } from '../../catalog/types';
import type { Document } from '../../document/document';
import type { ReadDocument } from '../../document/readDocument';
import type { Linter } from '../../lint/linter';
import type { LintRule } from '../../lint/rule';
import { createFindCompanions, type FindCompanions } from './companions';
import { createFlagTable, type FlagTable } from './flagTable';

/** Dependencies of completion. */
export interface CompletionContext {
  catalog: Catalog;
  lint: Linter;
  /** Returns the title of a rule. */
  titleOf: (rule: string) => string;
  table: FlagTable;
  findCompanions: FindCompanions;
  /** Reads a changed text in the context of the original document. */
  reread: (text: string, document: Document) => Document;
}

export function createCompletionContext(
  catalog: Catalog,
  lint: Linter,
  titleOf: CompletionContext['titleOf'],
  rules: readonly LintRule[],
  read: ReadDocument,
): CompletionContext {
  const table = createFlagTable();
  const findCompanions = createFindCompanions(rules, table);
  return {
    catalog,
    lint,
    titleOf,
    table,
    findCompanions,
    reread: (text, { syntax, context }) => read(text, syntax, context),
  };
}
