import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../server/src/cli/checkReport';
import type { Document, DocumentContext } from '../../server/src/core/document/document';
import type { Syntax } from '../../server/src/core/syntax/syntax';
import { GROWING_TEXTS } from '../support/growingTexts';
import { readShell, service } from '../support/service';

/**
 * No answer may cost the square of the length of a text. The cost is processor time, so that other programs hardly
 * change it, and an answer that seems to grow too fast is measured again.
 */

const SHORT_LENGTH = 10_000;
const FACTOR = 10;
const MAX_GROWTH = 15;
/** Costs below this are not compared, in milliseconds: a garbage collection takes as long. */
const MIN_COST = 4;
const MAX_ATTEMPTS = 4;

const newestRelease = service.catalog.releases.at(-1) ?? '';

/** The answers, each to a document that was read and linted. */
const ANSWERS: Record<string, (document: Document) => unknown> = {
  quickFixes: (document) => service.suggestQuickFixes(document, { start: 0, end: document.text.length }),
  suppressions: (document) => service.suggestActions(document, { start: 0, end: document.text.length }).suppressions,
  fixAll: (document) => service.fixAll(document),
  hover: (document) => offsetsIn(document).map((offset) => service.provideHover(document, offset)),
  completion: (document) => offsetsIn(document).map((offset) => service.complete(document, offset)),
  references: (document) => offsetsIn(document).map((offset) => service.findReferences(document, offset)),
  symbols: (document) => service.provideSymbols(document),
  foldings: (document) => service.provideFoldings(document),
  lenses: (document) => service.codeLenses(document),
  inlayHints: (document) => service.provideInlayHints(document, { start: 0, end: document.text.length }),
  resolve: (document) => document.reading.configs.slice(-1).map((config) => service.resolve(document, config)),
  migrate: (document) => service.migrate(document, newestRelease),
};

const offsetsIn = ({ text }: Document): number[] => [text.length >> 1, text.length - 2];

/** Returns the processor time of an answer in milliseconds. */
function measure(answer: () => unknown): number {
  const before = process.cpuUsage();
  answer();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Measures reading, linting and all answers, each with its cost. */
function measureAnswers(text: string, syntax: Syntax, context: DocumentContext): Map<string, number> {
  let document: Document | undefined;
  const read = (): Document => {
    document ??= service.read(text, syntax, context);
    return document;
  };
  return new Map([
    ['read', measure(read)],
    ['lint', measure(() => service.lintDocument(read()))],
    ...Object.entries(ANSWERS).map(([name, answer]) => [name, measure(() => answer(read()))] as const),
  ]);
}

const medianOf = (costs: readonly number[]): number => costs.toSorted((a, b) => a - b)[costs.length >> 1] ?? 0;

/** Returns the answers whose cost grows more than the text in every attempt, with both costs. */
function findGrowing(create: (length: number) => string, syntax: Syntax, context: DocumentContext = {}): string[] {
  const [shortText, longText] = [create(SHORT_LENGTH), create(FACTOR * SHORT_LENGTH)];
  const short = new Map<string, number[]>();
  const measureShort = (): void => {
    for (const [name, cost] of measureAnswers(shortText, syntax, context))
      short.set(name, [...(short.get(name) ?? []), cost]);
  };
  for (let warmUp = 0; warmUp < 3; warmUp++) measureShort();
  let growing: string[] | undefined;
  for (let attempt = 0; attempt < MAX_ATTEMPTS && growing?.length !== 0; attempt++) {
    const costs = [...measureAnswers(longText, syntax, context)].map(
      ([name, cost]) => [name, medianOf(short.get(name) ?? []), cost] as const,
    );
    const names = costs
      .filter(([, shortCost, cost]) => cost > MAX_GROWTH * Math.max(MIN_COST, shortCost))
      .map(([name]) => name);
    growing = names.filter((name) => growing?.includes(name) ?? true);
    if (growing.length > 0) measureShort();
  }
  return growing ?? [];
}

describe('every answer', () => {
  it.each(GROWING_TEXTS.map((each) => [each.name, each] as const))(
    'costs at most fifteen times as much when the text is ten times as long: %s',
    { timeout: 120_000 },
    (_, { create, syntax }) => expect(findGrowing(create, syntax)).toEqual([]),
  );

  it('costs at most fifteen times as much when ten times as many commands name a config file', {
    timeout: 120_000,
  }, () => {
    const file = Array.from({ length: 400 }, (_, n) => `seed: ${n}\n`).join('');
    const create = (length: number): string => 'megatron sft run.yaml\n'.repeat(length / 22);
    expect(
      findGrowing(create, service.findSyntax(undefined, 'a.sh') as Syntax, {
        neighbors: [{ name: 'run.yaml', text: file }],
      }),
    ).toEqual([]);
  });
});

describe('the report of a script', () => {
  it('costs at most fifteen times as much when the config file that it names is ten times as long', {
    timeout: 120_000,
  }, () => {
    const report = (keys: number): number => {
      const text = Array.from({ length: keys }, (_, n) => `seed: ${n}\n`).join('');
      const document = readShell('megatron sft run.yaml\n', { neighbors: [{ name: 'run.yaml', text }] });
      return measure(() => JSON.stringify(checkDocument(service, 'a.sh', document, (name) => name)));
    };
    const short = medianOf([report(200), report(200), report(200)]);
    expect(Math.min(report(2000), report(2000))).toBeLessThan(MAX_GROWTH * Math.max(MIN_COST, short));
  });
});
