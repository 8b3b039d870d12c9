import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/core/config/edit';
import type { Example, Rule } from '../../server/src/core/lint/rule';
import { clashes } from '../support/edits';
import { releaseOfExample, writeExample } from '../support/examples';
import { SYNTAXES, service } from '../support/service';

const read = (text: string, syntax: (typeof SYNTAXES)[number], { model, neighbor }: Example) =>
  service.read(text, syntax, { modelConfig: model, neighbors: neighbor && [neighbor] });

describe.each(service.rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  for (const syntax of SYNTAXES) {
    const examplesIn = (examples: Example[]) =>
      examples.flatMap((example) => {
        const text = writeExample(example, syntax, releaseOfExample(rule, example));
        return text === undefined ? [] : [{ example, text }];
      });

    it.each(examplesIn(rule.bad))(
      `finds the mistake in "$example.flags" as ${syntax.id} and repairs it with every fix`,
      ({ example, text }) => {
        const document = read(text, syntax, example);
        const found = service.lintDocument(document).filter((finding) => finding.rule === id);
        expect(found, text).not.toEqual([]);
        for (const finding of found) {
          const isEmpty = finding.span.start === finding.span.end;
          expect(finding.flags.length === 0 || !isEmpty, 'a finding about a flag has a nonempty span').toBe(true);
          for (const fix of service
            .suggestQuickFixes(document, finding.span)
            .filter((each) => each.finding === finding)) {
            expect(clashes(fix.edits), fix.title).toEqual([]);
            const repaired = applyEdits(text, fix.edits);
            const remaining = service.lintDocument(read(repaired, syntax, example));
            expect(
              remaining.filter((each) => each.rule === id && each.message === finding.message),
              `${fix.title}\n${repaired}`,
            ).toEqual([]);
          }
        }
      },
    );

    it.each(examplesIn(rule.good))(`reports nothing for "$example.flags" as ${syntax.id}`, ({ example, text }) => {
      const findings = service.lintDocument(read(text, syntax, example));
      expect(
        findings.filter((finding) => finding.rule === id),
        text,
      ).toEqual([]);
    });
  }

  it('has examples of both kinds, a reason and a source', () => {
    expect(rule.bad.length).toBeGreaterThan(0);
    expect(rule.good.length).toBeGreaterThan(0);
    expect(rule.why).toMatch(/\.$/);
    expect(rule.source).not.toBe('');
  });
});

function hasFix(rule: Rule, example: Example, syntax: (typeof SYNTAXES)[number]): boolean {
  const text = writeExample(example, syntax, releaseOfExample(rule, example));
  if (text === undefined) return false;
  const fullSpan = { start: 0, end: text.length };
  return service
    .suggestQuickFixes(read(text, syntax, example), fullSpan)
    .some(({ finding }) => finding.rule === rule.id);
}

it('suggestQuickFixes offers a fix for at least one example of every rule that finds errors', () => {
  const withoutFix = service.rules
    // A command or file format that the release does not have, or text that cannot be read, has no flag to fix. Only the
    // user knows which model, data, reward, plugin or number of classes is meant.
    .filter(
      ({ severity, id }) =>
        severity === 'error' &&
        id !== 'cli.export-subcommand' &&
        ![
          'model.required',
          'data.none',
          'ckpt.load-required',
          'cli.plugin-name',
          'rlhf.gkd-teacher',
          'rlhf.num-labels',
          'rlhf.rewards-none',
          'tune.single-adapter',
          'yaml.version',
          'yaml.empty-file',
          'yaml.interpolation',
          'yaml.syntax',
          'json.syntax',
        ].includes(id),
    )
    .filter((rule) => !rule.bad.some((example) => SYNTAXES.some((syntax) => hasFix(rule, example, syntax))));
  expect(withoutFix.map(({ id }) => id)).toEqual([]);
}, 60_000);
