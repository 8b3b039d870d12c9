import type { Edit } from '../../config/edit';
import type { Facts } from '../../facts/facts';

/** A completion item. Its documentation is requested by `topic` once the user selects it. */
export interface Completion {
  label: string;
  kind: CompletionKind;
  /** Type and default, or what a value is. */
  detail: string;
  /** The detail is that of the topic, so that it can be requested later as well. */
  hasTopicDetail?: boolean;
  /** The group of a flag or the reason for its place in the list, shown at the end of the line. */
  note?: string | undefined;
  /** The icon of a flag, as a kind of LSP. */
  icon?: string | undefined;
  /** A one-line description. */
  summary: string;
  sort: string;
  /** The text that the editor compares with the typed text. */
  filter: string;
  edit: Edit;
  topic?: Topic | undefined;
  /** The flag is accepted but has no effect. */
  isObsolete?: boolean;
  /** The item to select when the list opens. */
  isPreselected?: boolean;
  /** More is completed after the inserted text: the value of a flag, or the content of a folder. */
  continues?: boolean;
}

type CompletionKind = 'flag' | 'value' | 'variable' | 'command' | 'setting' | 'rule' | 'model' | 'file' | 'folder';

/** The subject of a completion item. `reason` says why a value breaks a rule where it is offered. */
export type Topic =
  | { of: string; key: string; command: Facts['config']['command']; version: string }
  | {
      flag: string;
      command: Facts['config']['command'];
      version: string;
      value?: string;
      inEffect?: string;
      reason?: string;
    }
  | { variable: string; version: string }
  | { directive: string };
