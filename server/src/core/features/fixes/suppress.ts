import type { Catalog } from '../../catalog/types';
import { continues, type Ignore } from '../../comments/suppressions';
import { type Config, contains, isCommandLine, type Span } from '../../config/config';
import { applyEdits, type Edit } from '../../config/edit';
import type { Document } from '../../document/document';
import type { Judge } from '../../lint/linter';
import type { Finding } from '../../lint/rule';
import { endOfLine, indentOf, lineAbove, lineBreakOf, startOfLine } from '../../text/lines';
import { allFindings, findingsIn } from '../diagnostics';
import { findingsAt, type Judging, type PrintedFix } from './tryFixes';

/** “Ignore this finding” for each rule that finds something at a span: a comment where the syntax lets one stand. */
export function ignoresAt(judging: Judging, document: Document, span: Span): PrintedFix[] {
  const { catalog, judge, reread } = judging;
  const found = findingsAt(judging, document, span).filter(({ finding }) => finding.rule !== 'ignore.unused');
  const first = found.filter(
    ({ finding }, index) => found.findIndex((other) => other.finding.rule === finding.rule) === index,
  );
  return first.flatMap(({ config, finding }): PrintedFix[] => {
    const before = findingsNear(catalog, judge, document, config);
    const works = (edit: Edit): boolean => {
      const after = reread(applyEdits(document.text, [edit]), document);
      const same = config && after.reading.configs[document.reading.configs.indexOf(config)];
      if ((config && !same) || shapeOf(after) !== shapeOf(document)) return false;
      return isSilenced(finding, before, findingsNear(catalog, judge, after, same));
    };
    const edit = candidates(document, config, finding).find(works);
    return edit ? [{ title: `Ignore this finding (${finding.rule})`, safe: false, finding, edits: [edit] }] : [];
  });
}

/** What a comment may silence, or change by mistake: the findings of one command, or else all of them. */
const findingsNear = (catalog: Catalog, judge: Judge, document: Document, config: Config | undefined): Finding[] =>
  config ? findingsIn(catalog, judge, document, config) : allFindings(catalog, judge, document);

/** What a comment must not change of any command. */
const shapeOf = ({ reading: { configs, problems } }: Document): string =>
  [
    problems.length,
    ...configs.flatMap(({ flags, words, problems: own }) => [flags.length, words.length, own.length]),
  ].join();

/** Whether one finding or more of the rule are gone and all others are what they were. */
function isSilenced({ rule }: Finding, before: readonly Finding[], after: readonly Finding[]): boolean {
  const others = (findings: readonly Finding[]) => findings.filter((each) => each.rule !== rule);
  const same = others(before).map((each) => each.rule + each.message);
  const now = others(after).map((each) => each.rule + each.message);
  return before.length - same.length > after.length - now.length && same.join() === now.join();
}

/** The ways to say it, the best first. A command takes no comment between its words, so it is said above it. */
function candidates(document: Document, config: Config | undefined, { rule, span }: Finding): Edit[] {
  const { text, ignores, syntax } = document;
  const inCommand = config !== undefined && isCommandLine(config) && contains(config.whole, span.start);
  const place = inCommand ? config.whole.start : span.start;
  const line = startOfLogicalLine(text, place, syntax.continuation);
  const known = ignores.over(place).find(({ ids, isAbove }) => ids.length > 0 && (isAbove || !inCommand));
  if (known) return [addTo(known, rule)];
  const remark = `# preflight: ignore[${rule}]`;
  const end = endOfLine(text, span.start);
  const behind: Edit = { span: { start: end, end }, newText: `  ${remark}` };
  return inCommand ? [above(text, line, remark)] : [behind, above(text, startOfLine(text, place), remark)];
}

const addTo = ({ span }: Ignore, rule: string): Edit => ({
  span: { start: span.end - 1, end: span.end - 1 },
  newText: `, ${rule}`,
});

/** A line of its own, or a word more in the modeline that stands there already. */
function above(text: string, line: number, remark: string): Edit {
  const end = endOfLine(text, startOfLine(text, Math.max(0, line - 1)));
  if (/^\s*#\s*preflight:/.test(lineAbove(text, line))) {
    return { span: { start: end, end }, newText: remark.slice(remark.indexOf('ignore') - 1) };
  }
  return { span: { start: line, end: line }, newText: `${indentOf(text, line)}${remark}${lineBreakOf(text)}` };
}

function startOfLogicalLine(text: string, offset: number, continuation: string | undefined): number {
  let start = startOfLine(text, offset);
  while (start > 0 && continues(text, start, continuation)) start = startOfLine(text, start - 1);
  return start;
}
