import { FORMER_RULE_IDS, toCurrentRuleId } from '../comments/formerRuleIds';
import { findSimilarRules } from '../comments/similarRules';
import { idOfGroup, type Suppression, type SuppressionGroup, suppresses } from '../comments/suppressions';
import type { Config } from '../config/config';
import { isCommandLine } from '../config/lookup';
import type { Finding } from '../lint/rule';
import { UNUSED_SUPPRESSION } from '../lint/unusedSuppression';
import { startOfSpaces } from '../text/lines';
import type { Document } from './document';

/** Finds the suppressions of a finding: those at its line, and those above the command that the finding is about. */
export function findMatchingSuppressions(
  document: Document,
  config: Config | undefined,
  finding: Finding,
): SuppressionGroup[] {
  const join = config && document.joins.get(config);
  const textDocument = finding.in === undefined ? document : join?.other.document;
  const command = config && isCommandLine(config) ? { document, config } : join?.other;
  const atLine = textDocument?.suppressions.findAt(finding.span.start) ?? [];
  const aboveCommand =
    command && isCommandLine(command.config)
      ? command.document.suppressions
          .findAt(command.config.fullSpan.start)
          .filter(({ isAbove, target }) => isAbove && target.start < target.end)
      : [];
  return [...new Set([...atLine, ...aboveCommand])].filter((group) => suppresses(group, finding.rule));
}

/** Reports the suppressions, or ids in them, that silence nothing or that no rule has. */
export function findUnusedSuppressions(
  ids: readonly string[],
  document: Document,
  findings: readonly { config?: Config; finding: Finding }[],
): Finding[] {
  if (document.suppressions.groups.length === 0) return [];
  const usedIds = new Map<SuppressionGroup, Set<string>>();
  for (const { config, finding } of findings) {
    for (const group of findMatchingSuppressions(document, config, finding)) {
      const used = usedIds.get(group) ?? new Set();
      usedIds.set(group, used.add(finding.rule).add(idOfGroup(finding.rule)));
    }
  }
  const knownIds = new Set([...ids.flatMap((id) => [id, idOfGroup(id)]), ...Object.keys(FORMER_RULE_IDS)]);
  const unused = document.suppressions.groups
    .flatMap((group) => group.members.map((suppression) => ({ suppression, used: usedIds.get(group) })))
    .sort((a, b) => a.suppression.span.start - b.suppression.span.start)
    .flatMap(({ suppression, used }) => findUnusedIds(suppression, used, knownIds));
  return unused.map(({ suppression, unusedId }, index) => {
    const isUnknown = unusedId !== undefined && !knownIds.has(unusedId.id);
    const suggestion = isUnknown && index < MAX_SUGGESTIONS ? findSimilarRules(unusedId.id, ids, 1)[0] : undefined;
    return reportUnused(document, suppression, unusedId, isUnknown, suggestion);
  });
}

/** Returns the ids of a suppression that silence nothing; one item without an id if none of its ids is needed. */
function findUnusedIds(
  suppression: Suppression,
  used: ReadonlySet<string> | undefined,
  knownIds: ReadonlySet<string>,
): { suppression: Suppression; unusedId?: SuppressedId }[] {
  const { ids } = suppression;
  if (ids.length === 0) return used ? [] : [{ suppression }];
  const unusedIds = ids.filter(({ id }) => used?.has(toCurrentRuleId(id)) !== true);
  if (unusedIds.length === ids.length && unusedIds.every(({ id }) => knownIds.has(id))) return [{ suppression }];
  return unusedIds.slice(0, MAX_UNUSED_IDS).map((unusedId) => ({ suppression, unusedId }));
}

/** Unused ids that are reported of one comment. A longer list is never written by hand. */
const MAX_UNUSED_IDS = 20;

/** Unknown ids that get a “did you mean”. */
const MAX_SUGGESTIONS = 50;

type SuppressedId = Suppression['ids'][number];

/** Reports one unused id where others of the suppression are used or unknown, else the entire suppression. */
function reportUnused(
  document: Document,
  suppression: Suppression,
  unusedId: SuppressedId | undefined,
  isUnknown: boolean,
  suggestion: string | undefined,
): Finding {
  const message = isUnknown
    ? `Unknown rule ${unusedId?.id}.${suggestion ? ` Did you mean ${suggestion}?` : ''}`
    : describeUnused(suppression, unusedId ? [unusedId] : suppression.ids);
  const renames =
    suggestion && unusedId
      ? [{ title: `Change to ${suggestion}`, safe: false, changes: [createTextChange(unusedId.span, suggestion)] }]
      : [];
  const remainingIds = suppression.ids.filter((each) => each !== unusedId).map(({ id }) => id);
  const removal =
    unusedId && remainingIds.length > 0
      ? { title: `Remove ${unusedId.id} from the suppression`, change: createIdListChange(suppression, remainingIds) }
      : { title: 'Remove the suppression', change: createRemoval(document.text, suppression) };
  return {
    ...UNUSED_SUPPRESSION,
    message,
    span: unusedId?.span ?? suppression.span,
    flags: [],
    related: [],
    fixes: [...renames, { title: removal.title, safe: false, changes: [removal.change] }],
  };
}

/** The message for known ids that silence nothing; no ids stand for all rules. */
function describeUnused({ isAbove }: Suppression, ids: readonly SuppressedId[]): string {
  const names = ids.map(({ id }) => id).join(' and ');
  const subject = names === '' ? 'no rule reports' : `${names} ${ids.length > 1 ? 'do' : 'does'} not report`;
  return `Unused suppression: ${subject} a finding ${isAbove ? 'on the line or command below' : 'on this line'}.`;
}

const createTextChange = (span: Suppression['span'], newText: string) => ({ op: 'text', span, newText }) as const;

const createIdListChange = (suppression: Suppression, ids: readonly string[]) =>
  createTextChange(suppression.span, `ignore[${ids.join(', ')}]`);

/** Removes `ignore[...]` from a comment with further settings, else the comment and a line that it leaves empty. */
function createRemoval(source: string, { span, comment, isAbove }: Suppression) {
  const rest = source.slice(comment.start, span.start) + source.slice(span.end, comment.end);
  if (!/^#\s*preflight:\s*$/.test(rest)) {
    return createTextChange({ start: startOfSpaces(source, span.start), end: span.end }, '');
  }
  const lineBreak = /^\r?\n/.exec(source.slice(comment.end, comment.end + 2))?.[0].length ?? 0;
  return createTextChange(
    { start: startOfSpaces(source, comment.start), end: comment.end + (isAbove ? lineBreak : 0) },
    '',
  );
}
