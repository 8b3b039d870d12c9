import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readShell, service } from '../../support/service';

/**
 * Mistakes that users reported, each as the shortest script that makes the same mistake with a megatron command.
 * Mistakes that a config cannot show have a reason instead.
 */
interface Mistake {
  /** The issue that reports it. */
  origin: string;
  release?: string;
  script?: string;
  /** Fields of the model's config.json. */
  model?: object;
  /** The rule that finds it, and a part of its message. */
  rule?: string;
  message?: string;
  /** Part of the text that one of the fixes inserts. */
  fix?: string;
  /** The reason why a config cannot show it. */
  undetectable?: string;
}

const path = resolve(import.meta.dirname, '../../data/user-mistakes.jsonl');
const mistakes = readFileSync(path, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Mistake);

describe('lintDocument', () => {
  const detectable = mistakes.filter(({ rule }) => rule !== undefined);
  it.each(detectable)(
    'finds the mistake of $origin by $rule',
    ({ release, script = '', model, rule, message = '', fix }) => {
      const text = `# preflight: ms-swift=${release}\n\n${script}`;
      const document = readShell(text, { modelConfig: model });
      const problems = document.reading.problems.map((problem) => ({ ...problem, severity: 'error' }));
      const found = [...service.lintDocument(document), ...problems];
      const finding = found.find((each) => each.rule === rule && each.message.includes(message));
      expect(finding, JSON.stringify(found.map((each) => [each.rule, each.message]))).toBeDefined();
      if (fix === undefined) return;
      const fixes = service.suggestQuickFixes(document, { start: 0, end: text.length });
      expect(fixes.flatMap(({ edits }) => edits.map(({ newText }) => newText)).join('\n')).toContain(fix);
    },
  );
});

it('the user mistakes have a reason when no rule finds them', () => {
  const undetected = mistakes.filter(({ undetectable }) => undetectable !== undefined);
  expect(undetected.map(({ undetectable = '' }) => undetectable.length > 40)).not.toContain(false);
  expect(mistakes).toHaveLength(36);
});
