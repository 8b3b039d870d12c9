import type { Command, Span } from '../config/config';
import type { Fix } from '../config/edit';
import type { Facts } from '../facts/facts';
import type { GivenFlag } from '../facts/givens';
import type { Companions } from './companions';

export type Severity = 'error' | 'warning' | 'hint';

/**
 * The consequence for the run. *rejected*: it stops with an error. *wrong*: it trains something else than written.
 * *ignored* and *overridden*: the flag has no effect. *slow*, *risky*, *style*: worth knowing.
 */
export type Outcome = 'rejected' | 'wrong' | 'ignored' | 'overridden' | 'slow' | 'risky' | 'style';

/** One mistake in one config, with everything that a reader needs to understand and fix it. */
export interface Finding {
  rule: string;
  severity: Severity;
  outcome: Outcome;
  /** The mistake with the numbers of this config, the reason, and the remedy. */
  message: string;
  span: Span;
  /** The name of the other text that the span belongs to, if a run is written in two. */
  in?: string;
  /** The flags that take part, as the catalog names them. */
  flags: string[];
  /** The flag belongs to an older release: it was removed or renamed. */
  isObsolete?: boolean;
  /** The text itself is broken, so that its repair helps whatever else is found afterwards. */
  isStructural?: true;
  /** The mistake may be the unfinished name of a flag. */
  isAboutName?: true;
  related: { span: Span; message: string; in?: string }[];
  fixes: Fix[];
  /** Flags and launcher variables whose nearest valid values become further fixes. */
  nearest?: string[];
  /** Changes that save memory become further fixes. They are searched when fixes are asked for. */
  savesMemory?: true;
}

/** A run as flags as they would be typed, with its surroundings. Tests run each example in every syntax that can express it. */
export interface Example {
  flags: string;
  command?: Command;
  /** Fields of the model's config.json. */
  model?: Record<string, unknown>;
  /** Environment variables before the command. */
  env?: Record<string, string>;
  /** The release of the example. Default: the newest release of the rule, up to the reference release. */
  release?: string;
  /** The full text of a script or a config file, if the mistake is in the text itself. `flags` is then empty. */
  script?: string;
  file?: string;
  /** The config file that the script names. */
  neighbor?: { name: string; text: string };
  /** The mistake is in the arguments themselves, so that only a command line can contain it. */
  wordsOnly?: boolean;
}

/** The part of a rule that linting needs. Bundles contain no more of it. */
export interface LintRule {
  id: string;
  severity: Severity;
  outcome: Outcome;
  releases: string;
  commands?: Command[];
  /** The rule checks how arguments are written, so that it does not apply to a file whose keys become fields directly. */
  needsWords?: boolean;
  /** The rule finds text that is broken, and repairs it. */
  isStructural?: true;
  /** The rule finds names, or those without a value, so that its findings wait while these are typed. */
  isAboutName?: true;
  /** Rules whose findings at the same position this rule replaces, since it explains more. */
  supersedes?: string | readonly string[];
  /** Lists the ranges of releases that its conditions ask for, if these are data; otherwise code may ask for any. */
  listRanges?: () => readonly string[];
  /** Lists the flags that it requires next to others, if its conditions are data. */
  listCompanions?: () => readonly Companions[];
  check?: ((facts: Facts) => Found[]) | undefined;
  /** Checks one flag. The rule looks at each flag on its own, together with the facts that it reads by their names. */
  checkFlag?: ((given: GivenFlag, facts: Facts) => Found[]) | undefined;
  /** Returns the only finding without its texts: cheaper than `check` when thousands of changes are tried. */
  locate?: (facts: Facts) => Located | undefined;
  /** Lists the flags that the rule places a demand on, if the rule is data. */
  listSubjects?: () => readonly string[];
  /** Returns whether the rule holds, if the rule is data: other rules only report what is broken. */
  stateIn?: (facts: Facts) => RuleState;
}

/** A finding without its texts. */
export type Located = Pick<Finding, 'severity' | 'outcome' | 'span'>;

/** Whether what a rule demands is true in a run. It does not concern a run to which its condition does not apply. */
export type RuleState = 'holds' | 'broken' | 'unknown' | 'not concerned';

/** A rule: the mistake that it finds, the reason, its source, and examples that prove it. */
export interface Rule extends LintRule {
  title: string;
  why: string;
  /** The place in the program's source code that decides it. */
  source: string;
  bad: Example[];
  good: Example[];
}

/** Texts of a rule that answers show; its page is in docs/rules.md. */
export interface RuleDocs {
  title: string;
  subject?: RuleSubject | undefined;
}

/** A result of a rule's code. The linter completes it with the rule's id, severity and outcome. */
export interface Found {
  message: string;
  span: Span;
  flags: string[];
  related?: Finding['related'];
  fixes?: Fix[];
  nearest?: string[];
  savesMemory?: true;
  isObsolete?: boolean;
  severity?: Severity;
  outcome?: Outcome;
}

/** The command of all bad examples of a rule, and the flags that all of them contain. */
export interface RuleSubject {
  command: Command;
  flags: string[];
}
