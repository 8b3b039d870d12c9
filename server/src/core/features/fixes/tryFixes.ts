import type { Catalog } from '../../catalog/types';
import type { Config, Span } from '../../config/config';
import { applyEdits, type Change, type Edit } from '../../config/edit';
import { isInJoined, toUntaggedSpan } from '../../config/joinConfigs';
import { findFlag } from '../../config/lookup';
import type { Document } from '../../document/document';
import { getFacts } from '../../document/facts';
import type { Linter } from '../../lint/linter';
import { findNearestValid } from '../../lint/nearestValid';
import type { Finding } from '../../lint/rule';
import { lintConfig, lintDocument, lintText } from '../diagnostics';

/** What it takes to judge a text as a fix would leave it. */
export interface LintContext {
  catalog: Catalog;
  lint: Linter;
  /** Reads a changed text like the document it came from. */
  reread: (text: string, document: Document) => Document;
}

/** A fix as edits of the text. */
export interface PrintedFix {
  title: string;
  safe: boolean;
  finding: Finding;
  edits: Edit[];
  /** It repairs every error of the command, not only its own finding. */
  fixesAllErrors?: true;
}

/** The fixes of one finding, printed in the style of the file. A fix that does not help is not offered. */
export const printFixes = (
  context: LintContext,
  document: Document,
  config: Config | undefined,
  finding: Finding,
): PrintedFix[] => tryFixes(context, document, config, finding).flatMap(({ fix, helps }) => (helps ? [fix] : []));

/** A fix and what comes of it. */
export interface FixOutcome {
  fix: PrintedFix;
  /** Its finding goes, and no error comes in its place. */
  helps: boolean;
  /** Its finding goes, and as many errors are left as there were: another one was hidden behind it. */
  uncovers: boolean;
}

/** Applies each fix of a finding to a copy of the text and judges that. */
export function tryFixes(
  { catalog, lint, reread }: LintContext,
  document: Document,
  config: Config | undefined,
  finding: Finding,
): FixOutcome[] {
  if (finding.fixes.length === 0 && !finding.nearest) return [];
  const findings = (each: Document): Finding[] => {
    if (!config) return lintDocument(catalog, lint, each);
    const same = each.reading.configs[document.reading.configs.indexOf(config)];
    return same ? lintConfig(catalog, lint, each, same) : [];
  };
  const before = findings(document);
  const nearest = config && finding.nearest ? findNearestValid(lint, getFacts(catalog, document, config), finding) : [];
  const outcomes: FixOutcome[] = [];
  for (const { title, safe, changes } of [...nearest, ...finding.fixes]) {
    if (outcomes.some(({ fix, helps }) => helps && fix.title === title)) continue;
    const edits = printEdits(document, config, changes);
    const after = findings(reread(applyEdits(document.text, edits), applyToNeighbors(document, edits)));
    outcomes.push({ fix: { title, safe, finding, edits }, ...evaluateFix(finding, before, after, !config) });
  }
  return outcomes;
}

/** Prints each change in the text that it belongs to: where the entry stands, or where the flag is given. */
export function printEdits(document: Document, config: Config | undefined, changes: readonly Change[]): Edit[] {
  // What is wrong with a text as a whole is repaired in the text.
  if (!config) return changes.flatMap((change) => (change.op === 'text' ? [toTextEdit(change)] : []));
  const join = document.joins.get(config);
  if (!join) return document.syntax.printChanges(document.text, config, changes);
  const joinedChanges = changes.filter((change) => isInJoinedText(change, join.config));
  const ownChanges = changes.filter((change) => !joinedChanges.includes(change));
  const { name, document: joinedDocument, config: joinedConfig } = join.other;
  const edits = joinedDocument.syntax.printChanges(joinedDocument.text, joinedConfig, joinedChanges);
  return [
    ...document.syntax.printChanges(document.text, config, ownChanges),
    ...edits.map(({ span, newText }) => ({ span: toUntaggedSpan(span), newText, in: name })),
  ];
}

const toTextEdit = ({ span, newText }: Change & { op: 'text' }): Edit => ({ span, newText });

function isInJoinedText(change: Change, joined: Config): boolean {
  if ('entry' in change) return isInJoined(change.entry.key);
  if (change.op === 'set') {
    const given = findFlag(joined, change.flag);
    return given !== undefined && isInJoined(given.key);
  }
  return change.op === 'text' && isInJoined(change.span);
}

/** The document with its neighbour as the edits leave it. */
function applyToNeighbors(document: Document, edits: readonly Edit[]): Document {
  const neighbors = document.context.neighbors?.map(({ name, text }) => {
    const own = edits.filter((edit) => edit.in === name).map(({ span, newText }) => ({ span, newText }));
    return { name, text: applyEdits(text, own) };
  });
  return { ...document, context: { ...document.context, neighbors } };
}

/** What a fix leaves. Where nothing could be judged before, whatever is found then is no fault of the fix. */
function evaluateFix(
  finding: Finding,
  before: readonly Finding[],
  after: readonly Finding[],
  isWholeText: boolean,
): Pick<FixOutcome, 'helps' | 'uncovers'> {
  const count = (findings: readonly Finding[], matches: (each: Finding) => boolean): number =>
    findings.filter(matches).length;
  const isSameRule = (each: Finding): boolean => each.rule === finding.rule;
  const isError = (each: Finding): boolean => each.severity === 'error';
  if (count(after, isSameRule) >= count(before, isSameRule)) return { helps: false, uncovers: false };
  const addedErrors = count(after, isError) - count(before, isError) + (isError(finding) ? 1 : 0);
  return { helps: isWholeText || addedErrors <= 0, uncovers: !isWholeText && addedErrors === 1 };
}

/** What judging a command and making a finding cost, in characters read. */
const COMMAND_COST = 3000;
const FINDING_COST = 200;

/** What it costs to read and judge a document again, in characters read. */
export const lintCostOf = ({ text, reading }: Document, findings: number): number =>
  text.length + COMMAND_COST * reading.configs.length + FINDING_COST * findings;

/** So many findings are looked at for one menu; nobody reads on. */
const MAX_FINDINGS = 25;

/** The findings that touch a span of this text, each with its config; those about the whole text have none. */
export function findFindings(
  { catalog, lint }: Pick<LintContext, 'catalog' | 'lint'>,
  document: Document,
  span: Span,
): { config?: Config; finding: Finding }[] {
  const touches = (finding: Finding): boolean =>
    finding.in === undefined && finding.span.start <= span.end && span.start <= finding.span.end;
  return [
    ...lintText(catalog, lint, document).map((finding) => ({ finding })),
    ...document.reading.configs.flatMap((config) =>
      lintConfig(catalog, lint, document, config).map((finding) => ({ config, finding })),
    ),
  ]
    .filter(({ finding }) => touches(finding))
    .slice(0, MAX_FINDINGS);
}
