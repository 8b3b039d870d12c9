import { expect, it } from 'vitest';
import { findMistakes } from '../../server/src/core/lint/linter';
import { releaseOfExample, writeExample } from '../support/examples';
import { SYNTAXES, service } from '../support/service';

/** The facts of every example of every rule. */
const runs = service.rules.flatMap((rule) =>
  [...rule.bad, ...rule.good].flatMap((example) =>
    SYNTAXES.flatMap((syntax) => {
      const text = writeExample(example, syntax, releaseOfExample(rule, example));
      if (text === undefined) return [];
      const document = service.read(text, syntax, {
        modelConfig: example.model,
        neighbors: example.neighbor && [example.neighbor],
      });
      return document.reading.configs.map((config) => ({ rule, facts: service.getFacts(document, config) }));
    }),
  ),
);

it('locate returns the single finding of check without its texts for every example', () => {
  const located = runs.flatMap(({ rule, facts }) => (rule.locate ? [{ rule, facts, found: rule.locate(facts) }] : []));
  expect(located.filter(({ found }) => found).length).toBeGreaterThan(500);
  for (const { rule, facts, found } of located) {
    const { severity, outcome } = rule;
    const expected = findMistakes(rule, facts).map((each) => ({ severity, outcome, ...each }));
    expect(expected).toEqual(found ? [expect.objectContaining(found)] : []);
  }
});
