import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Rule } from '../../server/src/core/lint/rule';
import { toDiagnostic } from '../../server/src/lsp/convert';
import { releaseOfExample, writeExample } from '../support/examples';
import { SYNTAXES, service } from '../support/service';

/** Limit on the first sentence of a finding in characters: lists of problems and squiggles show it on one line. */
const MAX_FIRST_SENTENCE = 130;

/** Returns the first sentence of a message, as an editor gets it. */
function firstSentenceOf(message: string): string {
  const own = TextDocument.create('file:///a.sh', 'shellscript', 1, '');
  const finding = { rule: '', message, span: { start: 0, end: 0 }, flags: [], related: [], fixes: [] };
  const texts = { own, other: () => undefined };
  const sent = toDiagnostic(texts, { ...finding, severity: 'error', outcome: 'wrong' }).message;
  return String(sent).split('\n')[0] ?? '';
}

/** Returns the messages of a rule for its examples, in every syntax. */
const messagesOf = (rule: Rule): string[] =>
  rule.bad.flatMap((example) =>
    SYNTAXES.flatMap((syntax) => {
      const text = writeExample(example, syntax, releaseOfExample(rule, example));
      const neighbors = example.neighbor && [example.neighbor];
      if (text === undefined) return [];
      return service
        .lintDocument(service.read(text, syntax, { modelConfig: example.model, neighbors }))
        .filter((finding) => finding.rule === rule.id)
        .map(({ message }) => message);
    }),
  );

/** The wordings of all constraints, with two digits in the place of each name in braces. */
function* listWordings(): Generator<string> {
  const folder = join(import.meta.dirname, '../../schemas/constraints');
  for (const file of readdirSync(folder)) {
    const { constraints } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      constraints: { message: string; variants?: { message?: string }[] }[];
    };
    for (const { message, variants = [] } of constraints)
      for (const wording of [message, ...variants.map((variant) => variant.message ?? '')])
        yield wording.replace(/\{\w+\}/g, '16');
  }
}

const listLong = (messages: Iterable<string>): string[] =>
  [...new Set([...messages].map(firstSentenceOf))].filter(({ length }) => length > MAX_FIRST_SENTENCE);

it(`a finding says what is wrong in a first sentence of at most ${MAX_FIRST_SENTENCE} characters in every example`, () => {
  expect(listLong(service.rules.flatMap(messagesOf))).toEqual([]);
});

it(`every wording of a constraint begins with a sentence of at most ${MAX_FIRST_SENTENCE} characters`, () => {
  const wordings = [...listWordings()];
  expect(wordings.length).toBeGreaterThan(400);
  expect(listLong(wordings)).toEqual([]);
});
