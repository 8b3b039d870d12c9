import { matchesRule, type Suppression, suppresses } from '../comments/suppressions';
import type { Config } from '../config/config';
import { isCommandLine } from '../config/lookup';
import type { Finding } from '../lint/rule';
import { UNUSED_SUPPRESSION } from '../lint/unusedSuppression';
import { startOfSpaces } from '../text/lines';
import { findNearestNames } from '../text/spelling';
import type { Document } from './document';

/** The ignores that silence a finding: those at its line, and those above the command that the finding is about. */
export function findMatchingSuppressions(
  document: Document,
  config: Config | undefined,
  finding: Finding,
): Suppression[] {
  const join = config && document.joins.get(config);
  const target = finding.in === undefined ? document : join?.other.document;
  const command = config && isCommandLine(config) ? { document, config } : join?.other;
  const atLine = target?.suppressions.findAt(finding.span.start) ?? [];
  const aboveCommand =
    command && isCommandLine(command.config)
      ? command.document.suppressions
          .findAt(command.config.fullSpan.start)
          .filter(({ isAbove, target: over }) => isAbove && over.start < over.end)
      : [];
  return [...new Set([...atLine, ...aboveCommand])].filter((suppression) => suppresses(suppression, finding.rule));
}

/** Names in ignores that silence nothing, or that no rule has. */
export function findUnusedSuppressions(
  ids: readonly string[],
  document: Document,
  found: readonly { config?: Config; finding: Finding }[],
): Finding[] {
  if (document.suppressions.all.length === 0) return [];
  const silencedRules = new Map<Suppression, Set<string>>();
  for (const { config, finding } of found) {
    for (const suppression of findMatchingSuppressions(document, config, finding))
      silencedRules.set(suppression, (silencedRules.get(suppression) ?? new Set()).add(finding.rule));
  }
  const unusedNames = document.suppressions.all.flatMap(
    (suppression): { suppression: Suppression; name?: SuppressedId }[] => {
      const rules = [...(silencedRules.get(suppression) ?? [])];
      const names = suppression.ids.filter(({ id }) => !rules.some((rule) => matchesRule(id, rule)));
      if (suppression.ids.length === 0) return rules.length > 0 ? [] : [{ suppression }];
      if (names.length === suppression.ids.length && names.every(({ id }) => isRuleOrGroup(id, ids)))
        return [{ suppression }];
      return names.slice(0, MAX_UNUSED_IDS).map((name) => ({ suppression, name }));
    },
  );
  return unusedNames.map(({ suppression, name }, index) =>
    reportUnused(document, suppression, name, ids, index < MAX_SUGGESTIONS),
  );
}

/** Nobody names more rules in one comment; of a longer list, some are enough to see. */
const MAX_UNUSED_IDS = 20;

/** Of so many names it is asked which rule they may have meant. */
const MAX_SUGGESTIONS = 50;

const isRuleOrGroup = (id: string, ids: readonly string[]): boolean =>
  ids.includes(id) || (id.endsWith('.*') && ids.some((rule) => matchesRule(id, rule)));

type SuppressedId = Suppression['ids'][number];

/** `name` is the one that is unused where the others are not. */
function reportUnused(
  document: Document,
  suppression: Suppression,
  name: SuppressedId | undefined,
  ids: readonly string[],
  isSuggestionWanted: boolean,
): Finding {
  const names = suppression.ids.map(({ id }) => id).join(' and ');
  const where = suppression.isAbove ? 'in the line or command below' : 'in this line';
  const known = !name || isRuleOrGroup(name.id, ids);
  const close = isSuggestionWanted && name && !known ? findNearestNames(name.id, ids, 1)[0] : undefined;
  const message = known
    ? `Nothing to ignore: ${name?.id ?? (names || 'no rule')} finds nothing ${where}.`
    : `There is no rule ${name?.id}${close ? `; did you mean ${close}?` : '.'}`;
  const remainingIds = suppression.ids.filter((each) => each !== name).map(({ id }) => id);
  const remove =
    name && remainingIds.length > 0
      ? createIdListChange(suppression, remainingIds)
      : createRemoval(document.text, suppression);
  const rename =
    close && name ? [{ title: `Change to ${close}`, safe: false, changes: [createTextChange(name.span, close)] }] : [];
  const title = name && remainingIds.length > 0 ? `Remove ${name.id} from the ignore` : 'Remove the ignore';
  return {
    ...UNUSED_SUPPRESSION,
    message,
    span: name?.span ?? suppression.span,
    flags: [],
    related: [],
    fixes: [...rename, { title, safe: false, changes: [remove] }],
  };
}

const createTextChange = (span: Suppression['span'], newText: string) => ({ op: 'text', span, newText }) as const;

const createIdListChange = (suppression: Suppression, ids: readonly string[]) =>
  createTextChange(suppression.span, `ignore[${ids.join(', ')}]`);

/** The words alone where the comment says more, else the comment, and with it the line that is left empty. */
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
