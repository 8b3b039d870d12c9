import { type Ignore, namesRule, speaksOf } from '../comments/suppressions';
import { type Config, isCommandLine } from '../config/config';
import type { Finding } from '../lint/rule';
import { IGNORE_UNUSED } from '../lint/unusedSuppression';
import { startOfBlanks } from '../text/lines';
import { nearest } from '../text/spelling';
import type { Document } from './document';

/** The ignores that silence a finding: those at its line, and those above the command that the finding is about. */
export function ignoresOf(document: Document, config: Config | undefined, finding: Finding): Ignore[] {
  const join = config && document.joins.get(config);
  const text = finding.in === undefined ? document : join?.other.document;
  const command = config && isCommandLine(config) ? { document, config } : join?.other;
  const atLine = text?.ignores.over(finding.span.start) ?? [];
  const aboveCommand =
    command && isCommandLine(command.config)
      ? command.document.ignores
          .over(command.config.whole.start)
          .filter(({ isAbove, over }) => isAbove && over.start < over.end)
      : [];
  return [...new Set([...atLine, ...aboveCommand])].filter((ignore) => speaksOf(ignore, finding.rule));
}

/** Names in ignores that silence nothing, or that no rule has. */
export function unusedIgnores(
  ids: readonly string[],
  document: Document,
  found: readonly { config?: Config; finding: Finding }[],
): Finding[] {
  if (document.ignores.all.length === 0) return [];
  const silenced = new Map<Ignore, Set<string>>();
  for (const { config, finding } of found) {
    for (const ignore of ignoresOf(document, config, finding))
      silenced.set(ignore, (silenced.get(ignore) ?? new Set()).add(finding.rule));
  }
  const idle = document.ignores.all.flatMap((ignore): { ignore: Ignore; name?: Named }[] => {
    const by = [...(silenced.get(ignore) ?? [])];
    const names = ignore.ids.filter(({ id }) => !by.some((rule) => namesRule(id, rule)));
    if (ignore.ids.length === 0) return by.length > 0 ? [] : [{ ignore }];
    if (names.length === ignore.ids.length && names.every(({ id }) => isRule(id, ids))) return [{ ignore }];
    return names.slice(0, MOST_NAMED).map((name) => ({ ignore, name }));
  });
  return idle.map(({ ignore, name }, index) => unused(document, ignore, name, ids, index < MOST_MEANT));
}

/** Nobody names more rules in one comment; of a longer list, some are enough to see. */
const MOST_NAMED = 20;

/** Of so many names it is asked which rule they may have meant. */
const MOST_MEANT = 50;

const isRule = (id: string, ids: readonly string[]): boolean =>
  ids.includes(id) || (id.endsWith('.*') && ids.some((rule) => namesRule(id, rule)));

type Named = Ignore['ids'][number];

/** `name` is the one that is unused where the others are not. */
function unused(
  document: Document,
  ignore: Ignore,
  name: Named | undefined,
  ids: readonly string[],
  isAsked: boolean,
): Finding {
  const names = ignore.ids.map(({ id }) => id).join(' and ');
  const where = ignore.isAbove ? 'in the line or command below' : 'in this line';
  const known = !name || isRule(name.id, ids);
  const close = isAsked && name && !known ? nearest(name.id, ids, 1)[0] : undefined;
  const message = known
    ? `Nothing to ignore: ${name?.id ?? (names || 'no rule')} finds nothing ${where}.`
    : `There is no rule ${name?.id}${close ? `; did you mean ${close}?` : '.'}`;
  const without = ignore.ids.filter((each) => each !== name).map(({ id }) => id);
  const remove = name && without.length > 0 ? list(ignore, without) : removal(document.text, ignore);
  const rename = close && name ? [{ title: `Change to ${close}`, safe: false, changes: [text(name.span, close)] }] : [];
  const title = name && without.length > 0 ? `Remove ${name.id} from the ignore` : 'Remove the ignore';
  return {
    ...IGNORE_UNUSED,
    message,
    span: name?.span ?? ignore.span,
    flags: [],
    related: [],
    fixes: [...rename, { title, safe: false, changes: [remove] }],
  };
}

const text = (span: Ignore['span'], newText: string) => ({ op: 'text', span, newText }) as const;

const list = (ignore: Ignore, ids: readonly string[]) => text(ignore.span, `ignore[${ids.join(', ')}]`);

/** The words alone where the comment says more, else the comment, and with it the line that is left empty. */
function removal(source: string, { span, comment, isAbove }: Ignore) {
  const rest = source.slice(comment.start, span.start) + source.slice(span.end, comment.end);
  if (!/^#\s*preflight:\s*$/.test(rest)) {
    return text({ start: startOfBlanks(source, span.start), end: span.end }, '');
  }
  const lineBreak = /^\r?\n/.exec(source.slice(comment.end, comment.end + 2))?.[0].length ?? 0;
  return text({ start: startOfBlanks(source, comment.start), end: comment.end + (isAbove ? lineBreak : 0) }, '');
}
