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
 * The exact text that users read of every rule: message, span, related spans, and each fix with the text that it writes.
 * The golden files are for reading: a changed message appears there as users see it.
 */

/** The part of a rule's id before the dot. */
const groupOf = (id: string): string => id.split('.')[0] ?? id;

const printOnOneLine = (text: string): string => text.replaceAll('\r', '␍').replaceAll('\n', '⏎');

/** Prints the difference between two texts, without the text that both have at either end. */
function printChange(before: string, after: string): string {
  let [start, end] = [0, 0];
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start++;
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const [old, next] = [before.slice(start, before.length - end), after.slice(start, after.length - end)].map(
    printOnOneLine,
  );
  return `\`${old}\` -> \`${next}\``;
}

function printFinding(document: Document, finding: Finding): string[] {
  const { text } = document;
  const printSpan = ({ span, in: file }: Pick<Finding, 'span' | 'in'>): string =>
    file === undefined ? `\`${printOnOneLine(text.slice(span.start, span.end))}\`` : `in ${file}`;
  return [
    `  ${finding.severity} ${finding.outcome} at ${printSpan(finding)}: ${finding.message}`,
    ...finding.related.map((each) => `    see ${printSpan(each)}: ${each.message}`),
    ...service
      .suggestQuickFixes(document, finding.span)
      // Fixes of other findings in the same example belong to their own rules.
      .filter((fix) => fix.finding === finding && !fix.title.startsWith('Fix all'))
      .map(
        ({ title, safe, edits }) =>
          `    ${safe ? 'safe ' : ''}fix ${title}: ${printChange(text, applyEdits(text, edits))}`,
      ),
  ];
}

/** Prints the flags of an example, or its full text if it has no flags. */
const printExample = ({ flags, command, env, release }: Example, text: string): string =>
  flags === ''
    ? text.trimEnd()
    : [release, ...Object.entries(env ?? {}).map((each) => each.join('=')), command, flags]
        .filter((part) => part !== undefined)
        .join(' ');

function printResult(rule: Rule, example: Example): string[] {
  for (const syntax of SYNTAXES) {
    const text = writeExample(example, syntax, releaseOfExample(rule, example));
    if (text === undefined) continue;
    const neighbors = example.neighbor && [example.neighbor];
    const document = service.read(text, syntax, { modelConfig: example.model, neighbors });
    const found = service.lintDocument(document).filter((finding) => finding.rule === rule.id);
    return [
      printOnOneLine(printExample(example, text)),
      ...found.flatMap((finding) => printFinding(document, finding)),
    ];
  }
  return [];
}

const groups = [...new Set(service.rules.map(({ id }) => groupOf(id)))];

it.each(groups)('lintDocument reports the golden messages and fixes for every example of the %s rules', (group) => {
  const lines = service.rules
    .filter(({ id }) => groupOf(id) === group)
    .flatMap((rule) => [`== ${rule.id}`, ...rule.bad.flatMap((example) => printResult(rule, example)), '']);
  expectGolden(join(import.meta.dirname, `../data/told/${group}.txt`), lines.join('\n'));
});

const groupFiles = readdirSync(join(import.meta.dirname, '../data/told'));

it('test/data/told has one golden file for each group of rules', () => {
  expect(groupFiles.sort()).toEqual(groups.map((group) => `${group}.txt`).sort());
});
