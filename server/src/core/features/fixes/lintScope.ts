import type { Catalog } from '../../catalog/types';
import type { Config } from '../../config/config';
import type { Document } from '../../document/document';
import type { Linter } from '../../lint/linter';
import type { Finding } from '../../lint/rule';
import { countCheckedConfigs, lintConfig, lintParts } from '../diagnostics';
import type { Budget } from './budget';
import type { PrintedFix } from './printedFix';

/** Dependencies for linting the text that a fix would leave. */
export interface LintContext {
  catalog: Catalog;
  lint: Linter;
  /** Reads a changed text in the context of the original document. */
  reread: (text: string, document: Document) => Document;
  /** The work that the answer may still cost. */
  budget: Budget;
  /** The fixes of findings of the document asked about, which several parts of an answer may list. */
  printed: { of: Document; fixes: Map<Finding, PrintedFix[]> };
}

/** The commands whose findings a fix may change, as a range of their indices. */
export interface Scope {
  start: number;
  end: number;
  /** The text as a whole is linted as well, for a finding that is about no command. */
  hasText: boolean;
}

/** Returns the scope of a finding: its command, or everything that is checked. */
export function scopeOf({ catalog, lint }: LintContext, document: Document, config: Config | undefined): Scope {
  if (!config) return { start: 0, end: countCheckedConfigs(catalog, lint, document), hasText: true };
  const index = document.reading.configs.indexOf(config);
  return { start: index, end: index + 1, hasText: false };
}

export const configsIn = ({ reading }: Document, { start, end }: Scope): Config[] => reading.configs.slice(start, end);

/** Lints a scope of a document, which may be a changed version of the one that the scope was created for. */
export function lintPart({ catalog, lint }: LintContext, document: Document, scope: Scope): Finding[] {
  const configs = configsIn(document, scope);
  if (scope.hasText) return lintParts(catalog, lint, document, configs);
  return configs[0] ? lintConfig(catalog, lint, document, configs[0]) : [];
}
