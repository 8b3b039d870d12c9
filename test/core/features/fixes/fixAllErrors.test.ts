import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../server/src/core/config/edit';
import type { Syntax } from '../../../../server/src/core/syntax/syntax';
import { SYNTAXES, service } from '../../../support/service';

/** Several mistakes in one command, as in a copied script with some changed flags. */
const MISTAKES: Record<string, Record<string, string>> = {
  'sizes that do not divide each other': {
    tensor_model_parallel_size: '3',
    pipeline_model_parallel_size: '2',
    global_batch_size: '10',
    num_attention_heads: '32',
    num_layers: '28',
  },
  'a name, a value and a combination': {
    max_lenght: '2048',
    packing: 'ture',
    recompute_granularity: 'full',
    seed: '1',
  },
};

const MODELINE = '# preflight: ms-swift=3.8.1 world-size=8\n';

function printConfig(flags: Record<string, string>, syntax: Syntax): string {
  const all = Object.entries({ model: 'm', load: 'l', dataset: 'd', train_iters: '10', ...flags });
  return syntax.id === 'shell'
    ? `${MODELINE}megatron sft \\\n${all.map(([name, value]) => `    --${name} ${value}`).join(' \\\n')}\n`
    : `${MODELINE}${all.map(([name, value]) => `${name}: ${value}\n`).join('')}`;
}

const findErrors = (text: string, syntax: Syntax) =>
  service.lintDocument(service.read(text, syntax, {})).filter(({ severity }) => severity === 'error');

describe.each(SYNTAXES.map((syntax) => [syntax.id, syntax] as const))(
  'suggestQuickFixes for several errors in %s',
  (_, syntax) => {
    it.each(Object.keys(MISTAKES))('first offers one fix that removes all errors: %s', (name) => {
      const text = printConfig(MISTAKES[name] ?? {}, syntax);
      const errors = findErrors(text, syntax);
      expect(errors.length).toBeGreaterThan(1);
      const [first] = service.suggestQuickFixes(
        service.read(text, syntax, {}),
        errors[0]?.span ?? { start: 0, end: 0 },
      );
      expect(first?.title).toMatch(new RegExp(`^Fix all ${errors.length} errors in this command: `));
      expect(findErrors(applyEdits(text, first?.edits ?? []), syntax)).toEqual([]);
    });

    it('offers no combined fix for a single error', () => {
      const text = printConfig({ packing: 'ture' }, syntax);
      const fixes = service.suggestQuickFixes(service.read(text, syntax, {}), { start: 0, end: text.length });
      expect(fixes.map(({ title }) => title)).toEqual(['Change to true', 'Remove packing']);
    });

    it('also fixes an error that was hidden by a single one', () => {
      const text = printConfig({}, syntax)
        .replace('3.8.1', '4.5.2')
        .replace(/.*\bload\b.*\n/, '');
      const context = { modelConfig: { model_type: 'gpt_oss', architectures: ['GptOssForCausalLM'] } };
      const [fix] = service.suggestQuickFixes(service.read(text, syntax, context), { start: 0, end: text.length });
      expect(fix?.title).toMatch(/^Set padding_free to false, and set attention_backend to /);
      const findings = service.lintDocument(service.read(applyEdits(text, fix?.edits ?? []), syntax, context));
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    });
  },
);
