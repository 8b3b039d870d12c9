import { describe, expect, it } from 'vitest';
import type { FoundModel } from '../../server/src/core/document/document';
import { readShell, service } from '../support/service';

const EXTREME_NUMBERS = ['0', '-1', '4294967296', '1e308'];
const VARIABLES = ['NPROC_PER_NODE', 'NNODES', 'NODE_RANK', 'MASTER_PORT', 'CUDA_VISIBLE_DEVICES', 'SLURM_NNODES'];
const FIELDS = [
  'num_hidden_layers',
  'num_attention_heads',
  'num_key_value_heads',
  'hidden_size',
  'vocab_size',
  'num_experts',
  'max_position_embeddings',
];

/** Asks everything that an editor asks about a text, and returns the number of findings. */
function askEverything(text: string, models: FoundModel[] = []): number {
  const document = readShell(text, { models });
  const everything = { start: 0, end: text.length };
  service.suggestQuickFixes(document, everything);
  service.fixAll(document);
  service.codeLenses(document);
  service.provideInlayHints(document, everything);
  service.provideHover(document, text.lastIndexOf('--') + 3);
  service.complete(document, text.length);
  return service.listFindings(document).length;
}

describe.each(['3.8.1', '4.6.0'])('every question about an extreme number is answered with ms-swift %s', (release) => {
  const modeline = `# preflight: ms-swift=${release}\n`;

  it.each(EXTREME_NUMBERS)('in a variable of the launcher: %s', (number) => {
    const environment = { NPROC_PER_NODE: '8', CUDA_VISIBLE_DEVICES: '0,1', NNODES: '2' };
    for (const variable of VARIABLES) {
      const assignments = Object.entries({ ...environment, [variable]: number }).map(
        ([name, value]) => `${name}=${value}`,
      );
      askEverything(`${modeline}${assignments.join(' ')} megatron sft --tensor_model_parallel_size 2`);
    }
  });

  it.each(EXTREME_NUMBERS)('as the value of a flag: %s', { timeout: 20_000 }, (number) => {
    const { flags, forms } = service.catalog.view(release, 'sft');
    const numeric = flags.filter(({ name }) => ['int', 'float'].includes(String(forms.get(name)?.type)));
    expect(numeric.length).toBeGreaterThan(60);
    const findings = numeric.map(({ name }) =>
      askEverything(`${modeline}NPROC_PER_NODE=8 megatron sft --num_layers 36 --${name} ${number}`),
    );
    expect(findings.some((count) => count > 0)).toBe(true);
  });

  it.each(EXTREME_NUMBERS.map(Number))('as a number of the model: %s', (number) => {
    const command =
      'megatron sft --model m --pipeline_model_parallel_size 2 --tensor_model_parallel_size 4 --recompute_granularity full --recompute_method uniform --recompute_num_layers 3';
    const text = `${modeline}NPROC_PER_NODE=8 ${command}`;
    for (const field of FIELDS) {
      const [wanted] = service.listWantedModels(readShell(text));
      if (!wanted) throw new Error('The command names no model.');
      const config = { model_type: 'qwen3', num_hidden_layers: 36, num_attention_heads: 32, [field]: number };
      askEverything(text, [{ wanted, path: 'm/config.json', config }]);
    }
  });
});
