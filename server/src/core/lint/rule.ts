import type { Command, Span } from '../config/config';
import type { Fix } from '../config/edit';
import type { Facts } from '../facts/facts';

export type Severity = 'error' | 'warning' | 'hint';

/**
 * What becomes of the run. *rejected*: it stops with an error. *wrong*: it trains something else than written.
 * *ignored* and *overridden*: what is written has no effect. *slow*, *risky*, *style*: worth knowing.
 */
export type Outcome = 'rejected' | 'wrong' | 'ignored' | 'overridden' | 'slow' | 'risky' | 'style';

/** One mistake in one config, with all that a reader needs to understand and repair it. */
export interface Finding {
  rule: string;
  severity: Severity;
  outcome: Outcome;
  /** What, why, what to do; with the numbers of this config. */
  message: string;
  span: Span;
  /** The name of the other text that the span points into, where a run is written in two. */
  in?: string;
  /** The flags that take part, as the catalogue names them. */
  flags: string[];
  /** The flag is one of an older release: it is gone, or goes on under another name. */
  isObsolete?: boolean;
  related: { span: Span; message: string; in?: string }[];
  fixes: Fix[];
  /** Flags and launcher variables whose nearest valid values are worth working out as further fixes. */
  nearest?: string[];
}

/** Flags as they would be typed, and what else the run has. Examples are run as tests in every syntax that can say them. */
export interface Example {
  flags: string;
  command?: Command;
  /** Fields of the model's config.json. */
  model?: Record<string, unknown>;
  /** Environment in front of the command. */
  env?: Record<string, string>;
  /** The release that the example is for; absent, the newest of the rule up to the reference release. */
  release?: string;
  /** The whole text of a script or of a config file, where the mistake is in the text itself. `flags` is then empty. */
  script?: string;
  file?: string;
  /** The config file that the script names. */
  neighbor?: { name: string; text: string };
  /** The mistake is in the words themselves, so that only a command line can hold it. */
  wordsOnly?: boolean;
}

/** The part of a rule that linting needs; the bundles hold no more of it. */
export interface LintRule {
  id: string;
  severity: Severity;
  outcome: Outcome;
  releases: string;
  commands?: Command[];
  /** Rules whose findings at the same place this one replaces, since it explains more. */
  supersedes?: string | readonly string[];
  check: (facts: Facts) => Found[];
  /** Of a rule that finds one thing at most, how severe it is: cheaper than `check` where thousands of changes are tried. */
  checkSeverity?: (facts: Facts) => Severity | undefined;
}

/** A rule as one unit: what it finds, why it matters, the source of that knowledge, and examples that prove it. */
export interface Rule extends LintRule {
  title: string;
  why: string;
  /** The code of the program that decides so. */
  source: string;
  bad: Example[];
  good: Example[];
}

/** Texts of a rule that answers show; its page is in docs/rules.md. */
export interface RuleDocs {
  title: string;
  subject?: RuleSubject | undefined;
}

/** What a rule's code returns; the rule itself adds its id, severity and outcome where they do not differ. */
export interface Found {
  message: string;
  span: Span;
  flags: string[];
  related?: Finding['related'];
  fixes?: Fix[];
  nearest?: string[];
  isObsolete?: boolean;
  severity?: Severity;
  outcome?: Outcome;
}

/** The flags that all bad examples of a rule give together, in the command of all of them. */
export interface RuleSubject {
  command: Command;
  flags: string[];
}
