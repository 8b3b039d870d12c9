import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { applyEdits } from '../../server/src/core/config/edit';
import type { Document } from '../../server/src/core/document/document';
import type { Example, Finding, Rule } from '../../server/src/core/lint/rule';
import { releaseOfExample, writeExample } from '../support/examples';
import { expectGolden } from '../support/golden';
import { SYNTAXES, service } from '../support/service';

/**
 * What people read of every rule, to the letter: message, place, what else is pointed at, and each fix with the text
 * that it writes. The file is for reading: a changed message shows there as a reader meets it.
 */

/** The part of a rule's id before the dot. */
const groupOf = (id: string): string => id.split('.')[0] ?? id;

const oneLine = (text: string): string => text.replaceAll('\r', '␍').replaceAll('\n', '⏎');

/** A text behind a change of another one: what is left at both ends is left out. */
function changed(before: string, after: string): string {
  let [start, end] = [0, 0];
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start++;
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const [old, next] = [before.slice(start, before.length - end), after.slice(start, after.length - end)].map(oneLine);
  return `\`${old}\` -> \`${next}\``;
}

function toldOf(document: Document, finding: Finding): string[] {
  const { text } = document;
  const at = ({ span, in: other }: Pick<Finding, 'span' | 'in'>): string =>
    other === undefined ? `\`${oneLine(text.slice(span.start, span.end))}\`` : `in ${other}`;
  return [
    `  ${finding.severity} ${finding.outcome} at ${at(finding)}: ${finding.message}`,
    ...finding.related.map((each) => `    see ${at(each)}: ${each.message}`),
    ...service
      .suggestQuickFixes(document, finding.span)
      // What else is wrong with an example is told by the rules about it.
      .filter((fix) => fix.finding === finding && !fix.title.startsWith('Fix all'))
      .map(
        ({ title, safe, edits }) => `    ${safe ? 'safe ' : ''}fix ${title}: ${changed(text, applyEdits(text, edits))}`,
      ),
  ];
}

/** What makes the example one: its flags where the rest is the same for all. */
const headOf = ({ flags, command, env, release }: Example, text: string): string =>
  flags === ''
    ? text.trimEnd()
    : [release, ...Object.entries(env ?? {}).map((each) => each.join('=')), command, flags]
        .filter((part) => part !== undefined)
        .join(' ');

function exampleOf(rule: Rule, example: Example): string[] {
  for (const syntax of SYNTAXES) {
    const text = writeExample(example, syntax, releaseOfExample(rule, example));
    if (text === undefined) continue;
    const neighbours = example.neighbor && [example.neighbor];
    const document = service.read(text, syntax, { modelConfig: example.model, neighbors: neighbours });
    const found = service.lintDocument(document).filter((finding) => finding.rule === rule.id);
    return [oneLine(headOf(example, text)), ...found.flatMap((finding) => toldOf(document, finding))];
  }
  return [];
}

const groups = [...new Set(service.rules.map(({ id }) => groupOf(id)))];

it.each(groups)('reports the golden messages and fixes for every example of the %s rules', (group) => {
  const lines = service.rules
    .filter(({ id }) => groupOf(id) === group)
    .flatMap((rule) => [`== ${rule.id}`, ...rule.bad.flatMap((example) => exampleOf(rule, example)), '']);
  expectGolden(join(import.meta.dirname, `../data/told/${group}.txt`), lines.join('\n'));
});

const groupFiles = readdirSync(join(import.meta.dirname, '../data/told'));

it('has a golden file for every group of rules and no other', () => {
  expect(groupFiles.sort()).toEqual(groups.map((group) => `${group}.txt`).sort());
});
