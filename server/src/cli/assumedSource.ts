import type { Document } from '../core/document/document';
import type { Service } from '../core/service';

/** Says which release a migration starts from if nothing names it, and how to name another one; nothing otherwise. */
export function describeAssumedSource(
  service: Service,
  { document, from, option }: { document: Document; from: string; option: string },
): string[] {
  const [config] = document.reading.configs;
  if (!config || !service.explainRelease(document, config).isGuess) return [];
  return [`Nothing names the release that this was written for, so ${from} is assumed. ${option} names another one.`];
}
