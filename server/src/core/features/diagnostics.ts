import type { Catalog } from '../catalog/catalog';
import type { Config } from '../config';
import { fromOther, isInOther } from '../join';
import type { Judge } from '../rules';
import type { Finding } from '../rules/rule';
import { describeRelease } from './describe';
import { type Document, factsIn } from './document';

/** The findings of one config, remembered with the document. */
export function findingsIn(catalog: Catalog, judge: Judge, document: Document, config: Config): Finding[] {
  const facts = factsIn(catalog, document, config);
  const memory = document.memory.get(config);
  if (!memory) return [];
  memory.findings ??= facts.release.known
    ? judge(facts).map((finding) => placed(finding, document.joins.get(config)?.other.name))
    : [unknownRelease(config, describeRelease(facts.release))];
  return memory.findings;
}

/** Says of a finding, and of what is related to it, in which of two joined texts it stands. */
function placed(finding: Finding, other: string | undefined): Finding {
  if (other === undefined) return finding;
  const place = <T extends { span: Finding['span'] }>(each: T): T =>
    isInOther(each.span) ? { ...each, span: fromOther(each.span), in: other } : each;
  return { ...place(finding), related: finding.related.map(place) };
}

/** A release that the catalogue does not hold is no mistake, but silence would look like approval. */
const unknownRelease = (config: Config, message: string): Finding => ({
  rule: 'release.unknown',
  severity: 'hint',
  outcome: 'style',
  message: `${message}. Nothing is judged here.`,
  span: config.head,
  flags: [],
  related: [],
  fixes: [],
});

/** What is wrong with the text itself, whatever release it is for. */
export const problemsIn = (document: Document): Finding[] =>
  document.reading.problems.map(({ rule, message, span }) => ({
    rule,
    severity: 'error',
    outcome: 'rejected',
    message,
    span,
    flags: [],
    related: [],
    fixes: [],
  }));

export function allFindings(catalog: Catalog, judge: Judge, document: Document): Finding[] {
  const ofConfigs = document.reading.configs.flatMap((config) => findingsIn(catalog, judge, document, config));
  return [...problemsIn(document), ...ofConfigs];
}
