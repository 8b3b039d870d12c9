import type { Catalog } from '../../catalog/types';
import { type Config, flagNamed, type Span } from '../../config/config';
import { applyEdits, type Change, type Edit } from '../../config/edit';
import { entryFromOther, fromOther, isInOther } from '../../config/joinConfigs';
import type { Document } from '../../document/document';
import { factsIn } from '../../document/facts';
import type { Judge } from '../../lint/linter';
import { nearestValid } from '../../lint/nearestValid';
import type { Finding } from '../../lint/rule';
import { allFindings, findingsIn, problemsIn } from '../diagnostics';

/** What it takes to judge a text as a fix would leave it. */
export interface Judging {
  catalog: Catalog;
  judge: Judge;
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
  all?: true;
}

/** The fixes of one finding, printed in the style of the file. A fix that does not help is not offered. */
export const printFixes = (
  judging: Judging,
  document: Document,
  config: Config | undefined,
  finding: Finding,
): PrintedFix[] => tryFixes(judging, document, config, finding).flatMap(({ fix, helps }) => (helps ? [fix] : []));

/** A fix and what comes of it. */
export interface Tried {
  fix: PrintedFix;
  /** Its finding goes, and no error comes in its place. */
  helps: boolean;
  /** Its finding goes, and as many errors are left as there were: another one was hidden behind it. */
  uncovers: boolean;
}

/** Applies each fix of a finding to a copy of the text and judges that. */
export function tryFixes(
  { catalog, judge, reread }: Judging,
  document: Document,
  config: Config | undefined,
  finding: Finding,
): Tried[] {
  if (finding.fixes.length === 0 && !finding.nearest) return [];
  const findings = (each: Document): Finding[] => {
    if (!config) return allFindings(catalog, judge, each);
    const same = each.reading.configs[document.reading.configs.indexOf(config)];
    return same ? findingsIn(catalog, judge, each, same) : [];
  };
  const before = findings(document);
  const nearest = config && finding.nearest ? nearestValid(judge, factsIn(catalog, document, config), finding) : [];
  const tried: Tried[] = [];
  for (const { title, safe, changes } of [...nearest, ...finding.fixes]) {
    if (tried.some(({ fix, helps }) => helps && fix.title === title)) continue;
    const edits = editsFor(document, config, changes);
    const after = findings(reread(applyEdits(document.text, edits), changedNeighbours(document, edits)));
    tried.push({ fix: { title, safe, finding, edits }, ...comesOf(finding, before, after, !config) });
  }
  return tried;
}

/** Prints each change in the text that it belongs to: where the entry stands, or where the flag is given. */
export function editsFor(document: Document, config: Config | undefined, changes: readonly Change[]): Edit[] {
  // What is wrong with a text as a whole is repaired in the text.
  if (!config) return changes.flatMap((change) => (change.op === 'text' ? [textEdit(change)] : []));
  const join = document.joins.get(config);
  if (!join) return document.syntax.edits(document.text, config, changes);
  const theirs = changes.filter((change) => isTheirs(change, join.config));
  const mine = changes.filter((change) => !theirs.includes(change));
  const { name, document: other, config: otherConfig } = join.other;
  const moved = theirs.map(movedBack);
  const edits = other.syntax.edits(other.text, otherConfig, moved);
  return [...document.syntax.edits(document.text, config, mine), ...edits.map((edit) => ({ ...edit, in: name }))];
}

const textEdit = ({ span, newText }: Change & { op: 'text' }): Edit => ({ span, newText });

/** A change of the other text with the places that it has there. */
function movedBack(change: Change): Change {
  if ('entry' in change) return { ...change, entry: entryFromOther(change.entry) };
  return change.op === 'text' ? { ...change, span: fromOther(change.span) } : change;
}

function isTheirs(change: Change, joined: Config): boolean {
  if ('entry' in change) return isInOther(change.entry.key);
  if (change.op === 'set') {
    const given = flagNamed(joined, change.flag);
    return given !== undefined && isInOther(given.key);
  }
  return change.op === 'text' && isInOther(change.span);
}

/** The document with its neighbour as the edits leave it. */
function changedNeighbours(document: Document, edits: readonly Edit[]): Document {
  const neighbours = document.around.neighbours?.map(({ name, text }) => {
    const own = edits.filter((edit) => edit.in === name).map(({ span, newText }) => ({ span, newText }));
    return { name, text: applyEdits(text, own) };
  });
  return { ...document, around: { ...document.around, neighbours } };
}

/** What a fix leaves. Where nothing could be judged before, whatever is found then is no fault of the fix. */
function comesOf(
  finding: Finding,
  before: readonly Finding[],
  after: readonly Finding[],
  isUnread: boolean,
): Pick<Tried, 'helps' | 'uncovers'> {
  const count = (findings: readonly Finding[], of: (each: Finding) => boolean): number => findings.filter(of).length;
  const isSame = (each: Finding): boolean => each.rule === finding.rule;
  const isError = (each: Finding): boolean => each.severity === 'error';
  if (count(after, isSame) >= count(before, isSame)) return { helps: false, uncovers: false };
  const added = count(after, isError) - count(before, isError) + (isError(finding) ? 1 : 0);
  return { helps: isUnread || added <= 0, uncovers: !isUnread && added === 1 };
}

/** What judging a command and making a finding cost, in characters read. */
const COMMAND_COST = 3000;
const FINDING_COST = 200;

/** What it costs to read and judge a document again, in characters read. */
export const judgingCost = ({ text, reading }: Document, findings: number): number =>
  text.length + COMMAND_COST * reading.configs.length + FINDING_COST * findings;

/** So many findings are looked at for one menu; nobody reads on. */
const MOST_FINDINGS = 25;

/** The findings that touch a span of this text, each with its config; those about the whole text have none. */
export function findingsAt(
  { catalog, judge }: Pick<Judging, 'catalog' | 'judge'>,
  document: Document,
  span: Span,
): { config?: Config; finding: Finding }[] {
  const touches = (finding: Finding): boolean =>
    finding.in === undefined && finding.span.start <= span.end && span.start <= finding.span.end;
  return [
    ...problemsIn(catalog, judge, document).map((finding) => ({ finding })),
    ...document.reading.configs.flatMap((config) =>
      findingsIn(catalog, judge, document, config).map((finding) => ({ config, finding })),
    ),
  ]
    .filter(({ finding }) => touches(finding))
    .slice(0, MOST_FINDINGS);
}
