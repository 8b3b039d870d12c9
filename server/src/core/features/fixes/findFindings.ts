import type { Span } from '../../config/config';
import type { Document, ListedFinding } from '../../document/document';
import { listFindings } from '../listFindings';
import type { LintContext } from './lintScope';

/** Findings that are examined for one menu, which is long enough then. */
const MAX_MENU_FINDINGS = 25;

/** Finds the listed findings that touch a span of this text; those about the entire text have no config. */
export const findFindings = (
  { catalog, lint }: Pick<LintContext, 'catalog' | 'lint'>,
  document: Document,
  span: Span,
): ListedFinding[] =>
  listFindings(catalog, lint, document)
    .filter(
      ({ finding }) =>
        finding.in === undefined &&
        finding.rule !== 'cli.too-many-findings' &&
        finding.span.start <= span.end &&
        span.start <= finding.span.end,
    )
    .slice(0, MAX_MENU_FINDINGS);
