import type { Edit } from '../../config/edit';
import type { Facts } from '../../facts/facts';

/** One proposal. The long text is left out and asked for by `topic` once the user looks at it. */
export interface Completion {
  label: string;
  kind: 'flag' | 'value' | 'variable';
  /** Type and default, behind the label. */
  detail: string;
  /** One line on what it does. */
  summary: string;
  sort: string;
  /** What the editor compares with the text that is there. */
  filter: string;
  edit: Edit;
  topic: Topic;
  /** Accepted, but without any effect. */
  isObsolete?: boolean;
}

/** What a proposal is about. */
export type Topic =
  | { of: string; key: string; command: Facts['config']['command']; version: string }
  | { flag: string; command: Facts['config']['command']; version: string; value?: string }
  | { variable: string }
  | { directive: string };
