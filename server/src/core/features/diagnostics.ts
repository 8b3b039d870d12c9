import type { Catalog } from '../catalog/types';
import type { Config, Problem } from '../config/config';
import { fromOther, isInOther } from '../config/joinConfigs';
import { type Document, isBeyondMeasure } from '../document/document';
import { factsIn } from '../document/facts';
import { withSeverities } from '../document/severity';
import { ignoresOf, unusedIgnores } from '../document/suppressed';
import { hasTooMany, sizeOf } from '../facts/facts';
import type { Judge } from '../lint/linter';
import type { Finding } from '../lint/rule';
import { describeRelease } from './markdown/describeFlag';

/** The findings of one config that are to be shown, remembered with the document. */
export function findingsIn(catalog: Catalog, judge: Judge, document: Document, config: Config): Finding[] {
  const all = judged(catalog, judge, document, config);
  const memory = document.memory.get(config);
  if (!memory) return all;
  memory.findings ??= shown(document, config, all);
  return memory.findings;
}

/** What the rules say, before the user's ignores and severities. */
function judged(catalog: Catalog, judge: Judge, document: Document, config: Config): Finding[] {
  if (isBeyondMeasure(document))
    return [notJudged('cli.too-many-flags', config, `${document.size} flags are more than any file has`)];
  const facts = factsIn(catalog, document, config);
  const memory = document.memory.get(config);
  if (!memory) return [];
  const unjudged = !facts.release.known
    ? notJudged('release.unknown', config, describeRelease(facts.release))
    : hasTooMany(facts)
      ? notJudged('cli.too-many-flags', config, `${sizeOf(facts)} flags are more than any run has`)
      : undefined;
  memory.judged ??= unjudged
    ? [unjudged]
    : judge(facts).map((finding) => placed(finding, document.joins.get(config)?.other.name));
  return memory.judged;
}

function shown(document: Document, config: Config | undefined, findings: Finding[]): Finding[] {
  const kept = findings.filter((finding) => ignoresOf(document, config, finding).length === 0);
  return withSeverities(kept, document.around.severities);
}

/** Says of a finding, and of what is related to it, in which of two joined texts it stands. */
function placed(finding: Finding, other: string | undefined): Finding {
  if (other === undefined) return finding;
  const place = <T extends { span: Finding['span'] }>(each: T): T =>
    isInOther(each.span) ? { ...each, span: fromOther(each.span), in: other } : each;
  return { ...place(finding), related: finding.related.map(place) };
}

/** A release that the catalogue does not hold, or text beyond all bounds, is no mistake, but silence would look like approval. */
const notJudged = (rule: string, config: Config, message: string): Finding => ({
  rule,
  severity: 'hint',
  outcome: 'style',
  message: `${message}. Nothing is judged here.`,
  span: config.head,
  flags: [],
  related: [],
  fixes: [],
});

/** What is wrong with the text itself, whatever release it is for, and ignores that silence nothing. */
export function problemsIn(catalog: Catalog, judge: Judge, document: Document): Finding[] {
  const problems = readingProblems(document);
  const { configs } = document.reading;
  const ofConfigs = document.ignores.all.length > 0 ? configs : [];
  // Where nothing was judged, nobody knows what an ignore is for.
  const isJudged = ofConfigs.every((config) => factsIn(catalog, document, config).release.known);
  const found = [
    ...problems.map((finding) => ({ finding })),
    ...ofConfigs.flatMap((config) => judged(catalog, judge, document, config).map((finding) => ({ config, finding }))),
  ];
  const unused = isJudged ? unusedIgnores(judge.ids, document, found) : [];
  return shown(document, undefined, [...problems, ...unused]);
}

const readingProblems = (document: Document): Finding[] => document.reading.problems.map(asFinding);

const asFinding = ({ rule, message, span, repairs, isHint }: Problem): Finding => ({
  rule,
  severity: isHint ? 'hint' : 'error',
  outcome: isHint ? 'style' : 'rejected',
  message,
  span,
  flags: [],
  related: [],
  fixes: (repairs ?? []).map(({ title, edits }) => ({
    title,
    safe: false,
    changes: edits.map((edit) => ({ op: 'text' as const, ...edit })),
  })),
});

/** The problems of the config file that a command names, each of them once, however many commands name it. */
export function problemsInFile(document: Document, config: Config): Finding[] {
  const join = config.uses && document.joins.get(config);
  if (!join) return [];
  const { name } = join.other;
  const first = document.reading.configs.find((each) => each.uses && document.joins.get(each)?.other.name === name);
  return first === config ? readingProblems(join.other.document).map((finding) => ({ ...finding, in: name })) : [];
}

export function allFindings(catalog: Catalog, judge: Judge, document: Document): Finding[] {
  const ofConfigs = document.reading.configs.flatMap((config) => [
    ...problemsInFile(document, config),
    ...findingsIn(catalog, judge, document, config),
  ]);
  return [...problemsIn(catalog, judge, document), ...ofConfigs];
}
