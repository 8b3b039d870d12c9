import { expect, it } from 'vitest';
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

it('checkSeverity returns the severity of the single finding of check for every example', () => {
  expect(runs.filter(({ rule, facts }) => rule.checkSeverity?.(facts)).length).toBeGreaterThan(500);
  const mismatches = runs.filter(({ rule, facts }) => {
    if (!rule.checkSeverity) return false;
    const [found, ...more] = rule.check(facts);
    return more.length > 0 || rule.checkSeverity(facts) !== (found && (found.severity ?? rule.severity));
  });
  expect(mismatches.map(({ rule }) => rule.id)).toEqual([]);
});
