import type { Service } from '../../core/service';
import type { CheckedFile, FindingReport } from '../checkReport';
import type { Output } from '../output';

/** The result of a check, as a format prints it. */
export interface FormatInput {
  files: readonly CheckedFile[];
  /** Whether a finding makes the check fail. */
  isFailing: (finding: FindingReport) => boolean;
  service: Service;
  /** The pages of all rules; undefined if they are missing. */
  rulePages: () => string | undefined;
  /** The folder that the paths of a report on a server are relative to. */
  root: string;
  /** Without the summary that people read. */
  isQuiet: boolean;
}

/** Prints the result of a check. */
export type Format = (output: Output, input: FormatInput) => void;
