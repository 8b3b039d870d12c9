import { expect, it } from 'vitest';
import { releaseOfExample, writeExample } from '../support/examples';
import { SYNTAXES, service } from '../support/service';

/** Every example of every rule, as the facts of a run. */
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

it('the quick answer of a rule, by which changes are tried, is that of what it finds', () => {
  expect(runs.filter(({ rule, facts }) => rule.checkSeverity?.(facts)).length).toBeGreaterThan(500);
  const otherwise = runs.filter(({ rule, facts }) => {
    if (!rule.checkSeverity) return false;
    const [found, ...more] = rule.check(facts);
    return more.length > 0 || rule.checkSeverity(facts) !== (found && (found.severity ?? rule.severity));
  });
  expect(otherwise.map(({ rule }) => rule.id)).toEqual([]);
});
