import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readShell, service } from '../../support/service';

/**
 * Mistakes that users reported, each as the shortest script that makes the same one with a megatron command. What a
 * config cannot show says why.
 */
interface Mistake {
  origin: string;
  release?: string;
  script?: string;
  /** Fields of the model's config.json. */
  model?: object;
  /** The rule that finds it, and what its message has to say. */
  rule?: string;
  says?: string;
  /** What one of the fixes writes. */
  fix?: string;
  undetectable?: string;
}

const path = resolve(import.meta.dirname, '../../data/user-mistakes.jsonl');
const mistakes = readFileSync(path, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Mistake);

describe('a mistake that users made is found, and said in words', () => {
  const detectable = mistakes.filter(({ rule }) => rule !== undefined);
  it.each(detectable)('$origin: $rule', ({ release, script = '', model, rule, says = '', fix }) => {
    const text = `# preflight: ms-swift=${release}\n\n${script}`;
    const document = readShell(text, { modelConfig: model });
    const problems = document.reading.problems.map((problem) => ({ ...problem, severity: 'error' }));
    const found = [...service.lintDocument(document), ...problems];
    const finding = found.find((each) => each.rule === rule && each.message.includes(says));
    expect(finding, JSON.stringify(found.map((each) => [each.rule, each.message]))).toBeDefined();
    if (fix === undefined) return;
    const fixes = service.suggestQuickFixes(document, { start: 0, end: text.length });
    expect(fixes.flatMap(({ edits }) => edits.map(({ newText }) => newText)).join('\n')).toContain(fix);
  });
});

it('what is not found has a reason', () => {
  const silent = mistakes.filter(({ undetectable }) => undetectable !== undefined);
  expect(silent.map(({ undetectable = '' }) => undetectable.length > 40)).not.toContain(false);
  expect(mistakes).toHaveLength(36);
});
