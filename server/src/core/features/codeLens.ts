import type { Catalog } from '../catalog/types';
import type { Span } from '../config/config';
import { type Document, exceedsDocumentFlagLimit } from '../document/document';
import { getFacts } from '../document/facts';
import type { Linter } from '../lint/linter';
import { pluralize } from '../text/plural';
import { lintConfig } from './diagnostics';
import { formatLayoutLine } from './markdown/layout';

export interface Lens {
  span: Span;
  title: string;
  /** The command of the editor to run with the index of the config; a lens that says something runs none. */
  action: 'launch' | 'showProblems' | 'showResolved' | 'none';
  index: number;
}

/** Above each command: how it is laid out, launch it, or see what is in the way. */
export function provideCodeLenses(catalog: Catalog, lint: Linter, document: Document): Lens[] {
  return document.reading.configs.flatMap((config, index): Lens[] => {
    const span = { start: config.fullSpan.start, end: config.head.end };
    const errors = lintConfig(catalog, lint, document, config).filter(({ severity }) => severity === 'error').length;
    const launch: Lens = { span, title: 'Launch…', action: 'launch', index };
    const resolved: Lens = { span, title: 'Resolved command', action: 'showResolved', index };
    const layout = exceedsDocumentFlagLimit(document) ? '' : formatLayoutLine(getFacts(catalog, document, config));
    const layoutLens: Lens[] = layout === '' ? [] : [{ span, title: layout, action: 'none', index }];
    if (errors === 0) return [...layoutLens, launch, resolved];
    const title = `${pluralize(errors, 'error')} before launch`;
    return [...layoutLens, launch, { span, title, action: 'showProblems', index }, resolved];
  });
}
