import type { Edit } from '../../config/edit';
import type { Finding } from '../../lint/rule';

/** A fix as edits of the text. */
export interface PrintedFix {
  title: string;
  safe: boolean;
  finding: Finding;
  edits: Edit[];
  /** The fix removes every error of the command, not only its own finding. */
  fixesAllErrors?: true;
  /** Rules whose findings the fault had hidden, so that they appear after the fix. */
  reveals?: readonly string[];
}
