import { expect, it } from 'vitest';
import { changeFacts, type Facts } from '../../../../server/src/core/facts/facts';
import { judgeValues } from '../../../../server/src/core/features/completion/judgeValues';
import { createLinter } from '../../../../server/src/core/lint/linter';
import type { Finding } from '../../../../server/src/core/lint/rule';
import { releaseOfExample, writeExample } from '../../../support/examples';
import { SYNTAXES, service } from '../../../support/service';

const { catalog, rules } = service;
const lint = createLinter(rules, catalog.verified);

/** Returns why a value breaks a rule, by a check of the run with that value alone. */
function judgeAlone(facts: Facts, name: string, value: string): string | undefined {
  const changed = changeFacts(facts, name, value);
  const addsFlags = ({ fixes }: Finding): boolean =>
    fixes.some(({ changes }) => changes.every((change) => change.op === 'set' && !changed.lastByName.has(change.flag)));
  return lint
    .lintAsWritten(changed)
    .find(
      (each) =>
        each.severity === 'error' && each.outcome === 'rejected' && each.flags.includes(name) && !addsFlags(each),
    )?.message;
}

/** One rule of this many has its examples judged, which takes seconds instead of minutes. */
const SAMPLE = 60;

/** The runs of examples of rules, once with their release and once without, when several fit. */
function* listRuns(): Generator<Facts> {
  for (const rule of rules.filter((_, index) => index % SAMPLE === 0))
    for (const example of [...rule.bad, ...rule.good])
      for (const syntax of SYNTAXES) {
        const text = writeExample(example, syntax, releaseOfExample(rule, example));
        if (text === undefined) continue;
        for (const written of [text, text.replace(/^# preflight: ms-swift=.*\n/, '# preflight:\n')]) {
          const document = service.read(written, syntax, { modelConfig: example.model });
          for (const config of document.reading.configs) yield service.getFacts(document, config);
        }
      }
}

it('judgeValues judges each of several values like one alone', () => {
  let broken = 0;
  for (const facts of listRuns())
    for (const { flag, form } of facts.givenFlags) {
      const choices = form?.choices?.filter((choice): choice is string => choice !== null) ?? [];
      const values = form?.type === 'int' ? ['1', '2', '3', '8'] : form?.type === 'bool' ? ['false', 'true'] : choices;
      if (!flag || values.length === 0) continue;
      const judged = judgeValues(lint, facts, flag.name, values);
      broken += judged.size;
      expect(judgeValues(lint, facts, flag.name, values, lint.lintAgain(facts, undefined).memory)).toEqual(judged);
      for (const [value, reason] of judged)
        expect(reason, `${flag.name} ${value} in ${facts.config.flags.map(({ name }) => name)}`).toBe(
          judgeAlone(facts, flag.name, value),
        );
      const others = values.slice(0, 4).filter((value) => !judged.has(value));
      for (const value of others) expect(judgeAlone(facts, flag.name, value), `${flag.name} ${value}`).toBeUndefined();
    }
  expect(broken).toBeGreaterThan(5);
});
