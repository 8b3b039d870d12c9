import type { Edit } from '../../config/edit';
import type { Facts } from '../../facts/facts';

/** A completion item. Its documentation is requested by `topic` once the user selects it. */
export interface Completion {
  label: string;
  kind: 'flag' | 'value' | 'variable';
  /** Type and default, shown after the label. */
  detail: string;
  /** A one-line description. */
  summary: string;
  sort: string;
  /** The text that the editor compares with the typed text. */
  filter: string;
  edit: Edit;
  topic: Topic;
  /** The flag is accepted but has no effect. */
  isObsolete?: boolean;
}

/** The subject of a completion item. */
export type Topic =
  | { of: string; key: string; command: Facts['config']['command']; version: string }
  | { flag: string; command: Facts['config']['command']; version: string; value?: string; inEffect?: string }
  | { variable: string; version: string }
  | { directive: string };
