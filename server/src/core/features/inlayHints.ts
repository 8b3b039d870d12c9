import type { Catalog } from '../catalog/types';
import type { Span } from '../config/config';
import { isInJoined } from '../config/joinConfigs';
import { findVariable } from '../config/lookup';
import { type Document, isExcessive } from '../document/document';
import { getFacts, modelOf } from '../document/facts';
import type { Facts } from '../facts/facts';
import { describeLayout, formatSizeHint, LAYOUT_NAMES } from './markdown/layout';

/** A derived size after a value, with the full layout as its tooltip. */
export interface InlayHint {
  /** The end of the value. */
  offset: number;
  label: string;
  markdown: string;
}

/** Provides derived sizes after the values in a span. Unknown sizes get no hint. */
export function provideInlayHints(catalog: Catalog, document: Document, { start, end }: Span): InlayHint[] {
  if (isExcessive(document)) return [];
  const hints = new Map<number, InlayHint | undefined>();
  for (const config of document.reading.configs) {
    const facts = getFacts(catalog, document, config);
    for (const { name, offset } of listValueEnds(facts)) {
      if (offset < start || offset > end) continue;
      const label = formatSizeHint(name, facts);
      if (label === undefined) continue;
      const known = hints.get(offset);
      // A value that several commands share may lead to a different size for each of them.
      const isAmbiguous = hints.has(offset) && known?.label !== label;
      const markdown = describeLayout(facts, modelOf(catalog, document, config)?.path);
      hints.set(offset, isAmbiguous ? undefined : { offset, label, markdown });
    }
  }
  return [...hints.values()].filter((hint) => hint !== undefined).sort((a, b) => a.offset - b.offset);
}

/** Lists the ends of the effective values: the last of each flag, and those of the launcher's variables. */
function listValueEnds({ lastByName, config }: Facts): { name: string; offset: number }[] {
  return [
    ...[...lastByName].map(([name, { entry }]) => ({ name, entry })),
    ...[...LAYOUT_NAMES].flatMap((name) => {
      const entry = findVariable(config, name);
      return entry ? [{ name, entry }] : [];
    }),
  ].flatMap(({ name, entry }) => {
    const span = entry.values.at(-1)?.span;
    return span && !isInJoined(span) ? [{ name, offset: span.end }] : [];
  });
}
