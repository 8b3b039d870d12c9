import type { Catalog } from '../catalog/types';
import { type Config, plainName, type Span } from '../config/config';
import { fromOther, isInOther } from '../config/joinConfigs';
import type { Document } from '../document/document';
import type { Judge } from '../lint/linter';
import type { Rule } from '../lint/rule';
import { aboutOf } from '../lint/subject';
import { findingsIn } from './diagnostics';

/** A flag that an error of a run is about, where it is written, and the rule that knows about it. */
export interface Blamed {
  flag: string;
  span: Span;
  /** The name of the other text that the span points into, where a run is written in two. */
  in?: string;
  rule?: { id: string; title: string };
}

/** The way back from an error that a run ended with, such as `remaining_argv: ['--packng']`, to what was written. */
export function blame(
  catalog: Catalog,
  rules: readonly Rule[],
  judge: Judge,
  document: Document,
  config: Config,
  message: string,
): Blamed[] {
  const join = document.joins.get(config);
  const names = namesIn(message);
  const entries = (join?.config ?? config).flags.filter(({ name }) => names.has(plainName(name)));
  const flags = [...new Set(entries.map(({ name }) => plainName(name)))];
  const findings = findingsIn(catalog, judge, document, config);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const about = (flag: string): Rule | undefined => {
    const finding = findings.find((each) => each.flags.some((name) => plainName(name) === flag));
    if (finding) return byId.get(finding.rule);
    if (/remaining_argv|unrecognized arguments/.test(message)) return byId.get('cli.unknown-flag');
    // A rule about these very flags says more than one about one of them would.
    return flags.length > 1 ? rules.find((rule) => isAbout(rule, config, flags)) : undefined;
  };
  return entries.map((entry): Blamed => {
    const rule = about(plainName(entry.name));
    const isOther = join !== undefined && isInOther(entry.key);
    return {
      flag: entry.name,
      span: isOther ? fromOther(entry.key) : entry.key,
      ...(isOther && { in: join.other.name }),
      ...(rule && { rule: { id: rule.id, title: rule.title } }),
    };
  });
}

/**
 * What may be a flag in a message: a word behind dashes, in quotes, or of several parts. Other single words, such as
 * `model`, are more often English.
 */
function namesIn(message: string): Set<string> {
  const words = [...message.matchAll(/--?([A-Za-z][\w-]*)|["'`]([A-Za-z][\w-]*)["'`]|\b([A-Za-z]\w*_\w+)\b/g)];
  return new Set(words.map(([, dashed, quoted, parts]) => plainName(dashed ?? quoted ?? parts ?? '')));
}

function isAbout(rule: Rule, { command }: Config, flags: readonly string[]): boolean {
  const about = aboutOf(rule);
  return about?.command === command && flags.every((flag) => about.flags.includes(flag));
}
