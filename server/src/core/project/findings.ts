import type { Span } from '../config/config';
import type { Fix } from '../config/edit';
import type { Finding, Outcome, Severity } from '../lint/rule';
import { escapeControls } from '../text/printable';
import { maskSecrets } from '../text/secrets';

/** The kinds of findings in `preflight.toml`. No comment and no setting changes them. */
const KINDS = {
  'settings.syntax': ['error', 'rejected'],
  'settings.repeated': ['error', 'rejected'],
  'settings.launch': ['error', 'rejected'],
  'settings.value': ['error', 'ignored'],
  'settings.unknown-key': ['warning', 'ignored'],
  'settings.unknown-rule': ['warning', 'ignored'],
  'settings.quotes': ['warning', 'style'],
} as const satisfies Record<string, readonly [Severity, Outcome]>;

export type SettingsFindingKind = keyof typeof KINDS;

export function createFinding(
  kind: SettingsFindingKind,
  span: Span,
  message: string,
  fixes: readonly Fix[] = [],
): Finding {
  const [severity, outcome] = KINDS[kind];
  return {
    rule: kind,
    severity,
    outcome,
    message: maskSecrets(message),
    span,
    flags: [],
    related: [],
    fixes: [...fixes],
  };
}

/** Limit of a text of the file that a message quotes, in characters. */
const MAX_QUOTED_LENGTH = 60;

/** Quotes a text of the file in a message. */
export function quoteText(text: string): string {
  const line = escapeControls(text).replaceAll('`', "'");
  return `\`${line.length > MAX_QUOTED_LENGTH ? `${line.slice(0, MAX_QUOTED_LENGTH)}…` : line}\``;
}
