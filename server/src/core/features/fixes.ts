import type { Catalog } from '../catalog/catalog';
import type { Config, Span } from '../config';
import type { Edit } from '../edit';
import type { Finding, Rule } from '../rules/rule';
import { findingsIn } from './diagnostics';
import type { Document } from './document';

/** A fix as edits of the text. */
export interface PrintedFix {
  title: string;
  safe: boolean;
  finding: Finding;
  edits: Edit[];
}

/** The fixes of one finding, printed in the style of the file. */
export const printFixes = (document: Document, config: Config, finding: Finding): PrintedFix[] =>
  finding.fixes.map(({ title, safe, changes }) => ({
    title,
    safe,
    finding,
    edits: document.syntax.edits(document.text, config, changes),
  }));

/** All fixes of findings that touch a span. */
export function fixesAt(catalog: Catalog, rules: readonly Rule[], document: Document, span: Span): PrintedFix[] {
  return document.reading.configs.flatMap((config) =>
    findingsIn(catalog, rules, document, config)
      .filter((finding) => finding.span.start <= span.end && span.start <= finding.span.end)
      .flatMap((finding) => printFixes(document, config, finding)),
  );
}
