import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/core/config/edit';
import type { Example, Rule } from '../../server/src/core/lint/rule';
import { clashes } from '../support/edits';
import { releaseOfExample, writeExample } from '../support/examples';
import { SYNTAXES, service } from '../support/service';

const read = (text: string, syntax: (typeof SYNTAXES)[number], { model, neighbor: neighbour }: Example) =>
  service.read(text, syntax, { modelConfig: model, neighbors: neighbour && [neighbour] });

describe.each(service.rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  for (const syntax of SYNTAXES) {
    const written = (examples: Example[]) =>
      examples.flatMap((example) => {
        const text = writeExample(example, syntax, releaseOfExample(rule, example));
        return text === undefined ? [] : [{ example, text }];
      });

    it.each(written(rule.bad))(`${syntax.id}: finds $example.flags and every fix repairs it`, ({ example, text }) => {
      const document = read(text, syntax, example);
      const found = service.lintDocument(document).filter((finding) => finding.rule === id);
      expect(found, text).not.toEqual([]);
      for (const finding of found) {
        const place = text.slice(finding.span.start, finding.span.end);
        expect(finding.flags.length === 0 || place.length > 0, 'the finding stands on something').toBe(true);
        for (const fix of service
          .suggestQuickFixes(document, finding.span)
          .filter((each) => each.finding === finding)) {
          expect(clashes(fix.edits), fix.title).toEqual([]);
          const repaired = applyEdits(text, fix.edits);
          const left = service.lintDocument(read(repaired, syntax, example));
          expect(
            left.filter((each) => each.rule === id && each.message === finding.message),
            `${fix.title}\n${repaired}`,
          ).toEqual([]);
        }
      }
    });

    it.each(written(rule.good))(`${syntax.id}: is silent on "$example.flags"`, ({ example, text }) => {
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
  const all = { start: 0, end: text.length };
  return service.suggestQuickFixes(read(text, syntax, example), all).some(({ finding }) => finding.rule === rule.id);
}

it('offers a fix for at least one example of every rule that finds errors', () => {
  const without = service.rules
    // A command or a form of file that does not exist there, or text that cannot be read, has no flag to repair.
    .filter(
      ({ severity, id }) =>
        severity === 'error' &&
        id !== 'cli.export-subcommand' &&
        !['yaml.version', 'yaml.empty-file', 'yaml.interpolation', 'yaml.syntax', 'json.syntax'].includes(id),
    )
    .filter((rule) => !rule.bad.some((example) => SYNTAXES.some((syntax) => hasFix(rule, example, syntax))));
  expect(without.map(({ id }) => id)).toEqual([]);
}, 60_000);
