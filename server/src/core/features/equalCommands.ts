import { readModelineAbove } from '../comments/modeline';
import type { Config, Entry, Span } from '../config/config';
import type { Change } from '../config/edit';
import { isInJoined } from '../config/joinConfigs';
import { mapEntrySpans } from '../config/mapSpans';
import type { Document } from '../document/document';
import type { Finding } from '../lint/rule';

/**
 * Commands that are equal except for their position: a script may name one config file, or repeat one line, a thousand
 * times. Their findings are equal too, so the rules run for the first one only.
 */

/** Flags of a command that is compared with others. Comparing longer ones would cost more than their findings. */
const MAX_COMPARED_FLAGS = 1000;

/** Finds an equal command that was looked up before this one; undefined for the first. */
export function findEqualCommand(document: Document, config: Config): Config | undefined {
  if (document.reading.configs.length < 2 || config.flags.length > MAX_COMPARED_FLAGS) return undefined;
  document.textCache.similarCommands ??= new Map();
  const { similarCommands } = document.textCache;
  const written = document.text.slice(config.fullSpan.start, config.fullSpan.end);
  const similar = similarCommands.get(written) ?? new Map<string, Config>();
  similarCommands.set(written, similar);
  // The costly keys are only computed where two commands are written alike.
  if (similar.size === 0) {
    similar.set('', config);
    return undefined;
  }
  const alone = similar.get('');
  if (alone) {
    similar.delete('');
    similar.set(keyOf(document, alone), alone);
  }
  const key = keyOf(document, config);
  const first = similar.get(key);
  if (!first) similar.set(key, config);
  return first === config ? undefined : first;
}

/** Returns everything that the findings of a command depend on, with positions relative to its start. */
function keyOf(document: Document, config: Config): string {
  const { start } = config.fullSpan;
  const { exports, ...own } = config;
  const shared = [exports, document.joins.get(config)?.other.document].map((each) => identityOf(document, each));
  const relative = JSON.stringify(own, (name, value: unknown) => {
    // All commands of a script share its directives.
    if (name === 'directives') return undefined;
    return (name === 'start' || name === 'end') && typeof value === 'number' ? value - start : value;
  });
  return JSON.stringify([...shared, readModelineAbove(document.text, config), relative]);
}

/** Returns a number for an object that commands share. */
function identityOf({ textCache }: Document, shared: object | undefined): number {
  if (!shared) return -1;
  textCache.identities ??= new Map();
  const identity = textCache.identities.get(shared) ?? textCache.identities.size;
  textCache.identities.set(shared, identity);
  return identity;
}

/** Returns the findings of one command for an equal one. */
export function moveFindings(findings: readonly Finding[], from: Config, to: Config): Finding[] {
  const offset = to.fullSpan.start - from.fullSpan.start;
  const isInside = ({ start, end, source }: Span): boolean =>
    source === undefined && from.fullSpan.start <= start && end <= from.fullSpan.end;
  const moveSpan = (span: Span): Span =>
    isInside(span) ? { ...span, start: span.start + offset, end: span.end + offset } : span;
  const moved = new Map<Entry, Entry | undefined>([
    ...from.flags.map((entry, index) => [entry, to.flags[index]] as const),
    ...from.variables.map((entry, index) => [entry, to.variables[index]] as const),
  ]);
  const moveChange = (change: Change): Change => {
    if (change.op === 'text') return { ...change, span: moveSpan(change.span) };
    if (!('entry' in change) || isInJoined(change.entry.key)) return change;
    return { ...change, entry: moved.get(change.entry) ?? mapEntrySpans(change.entry, moveSpan) };
  };
  const movePart = <T extends { span: Span; in?: string }>(part: T): T =>
    part.in === undefined ? { ...part, span: moveSpan(part.span) } : part;
  return findings.map((finding) =>
    isElsewhere(finding)
      ? finding
      : {
          ...movePart(finding),
          related: finding.related.map(movePart),
          fixes: finding.fixes.map((fix) => ({ ...fix, changes: fix.changes.map(moveChange) })),
        },
  );
}

/** Whether a finding and its fixes are in the config file that equal commands name, so that they share it. */
const isElsewhere = ({ in: name, related, fixes }: Finding): boolean =>
  name !== undefined &&
  related.every((part) => part.in !== undefined) &&
  fixes.every(({ changes }) => changes.every((change) => 'entry' in change && isInJoined(change.entry.key)));
