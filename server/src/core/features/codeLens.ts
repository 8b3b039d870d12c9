import type { Catalog } from '../catalog/types';
import type { Span } from '../config/config';
import { type Document, isBeyondMeasure } from '../document/document';
import { factsIn } from '../document/facts';
import type { Judge } from '../lint/linter';
import { count } from '../text/plural';
import { findingsIn } from './diagnostics';
import { layoutLine } from './markdown/layout';

export interface Lens {
  span: Span;
  title: string;
  /** The command of the editor to run with the index of the config; a lens that says something runs none. */
  action: 'launch' | 'showProblems' | 'showResolved' | 'none';
  index: number;
}

/** Above each command: how it is laid out, launch it, or see what is in the way. */
export function lenses(catalog: Catalog, judge: Judge, document: Document): Lens[] {
  return document.reading.configs.flatMap((config, index): Lens[] => {
    const span = { start: config.whole.start, end: config.head.end };
    const errors = findingsIn(catalog, judge, document, config).filter(({ severity }) => severity === 'error').length;
    const launch: Lens = { span, title: 'Launch…', action: 'launch', index };
    const resolved: Lens = { span, title: 'Resolved command', action: 'showResolved', index };
    const layout = isBeyondMeasure(document) ? '' : layoutLine(factsIn(catalog, document, config));
    const said: Lens[] = layout === '' ? [] : [{ span, title: layout, action: 'none', index }];
    if (errors === 0) return [...said, launch, resolved];
    const title = `${count(errors, 'error')} before launch`;
    return [...said, launch, { span, title, action: 'showProblems', index }, resolved];
  });
}
