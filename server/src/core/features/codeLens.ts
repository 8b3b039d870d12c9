import type { Catalog } from '../catalog/types';
import type { Span } from '../config/config';
import { type Document, isExcessive } from '../document/document';
import { getFacts } from '../document/facts';
import type { Facts } from '../facts/facts';
import type { Linter } from '../lint/linter';
import { pluralize } from '../text/plural';
import { countCheckedConfigs, lintConfig } from './diagnostics';
import { formatLayoutLine } from './markdown/layout';
import { formatMemoryLine } from './markdown/memory';
import { isAboutUnfinishedText, type TypedPlace } from './unfinishedText';

/** A code lens above a command. */
export interface Lens {
  span: Span;
  title: string;
  /** The editor command to run with the index of the config. */
  action: 'launch' | 'showProblems' | 'showResolved' | 'showLayout';
  index: number;
}

/** Formats the parallel layout and the memory of a run, as far as they are known. */
const formatRunLine = (facts: Facts): string =>
  [formatLayoutLine(facts), formatMemoryLine(facts)].filter((part) => part !== '').join(' · ');

/**
 * Provides the lenses above each command: its parallel layout and memory, launch, the errors to fix, and the resolved
 * command. Errors that wait while the user types at a place do not count.
 */
export function provideCodeLenses(catalog: Catalog, lint: Linter, document: Document, typed?: TypedPlace): Lens[] {
  const checkedCount = countCheckedConfigs(catalog, lint, document);
  return document.reading.configs.flatMap((config, index): Lens[] => {
    if (config.variant !== undefined) return [];
    const span = { start: config.fullSpan.start, end: config.head.end };
    const findings = index < checkedCount ? lintConfig(catalog, lint, document, config) : [];
    const errors = findings.filter(
      (finding) => finding.severity === 'error' && !(typed && isAboutUnfinishedText(document, finding, typed)),
    ).length;
    const launch: Lens = { span, title: 'Launch…', action: 'launch', index };
    const resolved: Lens = { span, title: 'Resolved command', action: 'showResolved', index };
    const layout = isExcessive(document) ? '' : formatRunLine(getFacts(catalog, document, config));
    const layoutLens: Lens[] = layout === '' ? [] : [{ span, title: layout, action: 'showLayout', index }];
    if (errors === 0) return [...layoutLens, launch, resolved];
    return [
      ...layoutLens,
      launch,
      { span, title: pluralize(errors, 'error'), action: 'showProblems', index },
      resolved,
    ];
  });
}
