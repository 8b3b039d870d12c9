import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../server/src/core/config/edit';
import type { DocumentContext } from '../../../../server/src/core/document/document';
import type { LayoutOptions } from '../../../../server/src/core/features/layouts/findLayouts';
import { estimateMemory } from '../../../../server/src/core/memory/estimate';
import {
  describeLimit,
  describeNoFit,
  describeSearch,
  describeSpeed,
  findLayouts,
  formatSizes,
  suggestMemoryFixes,
} from '../../../../server/src/core/sizing';
import { readShell, readYaml, service } from '../../../support/service';

function search(text: string, options: LayoutOptions = {}, context: DocumentContext = {}, read = readShell) {
  const document = read(text, context);
  const [config] = document.reading.configs;
  if (!config) throw new Error('The text has no config.');
  const found = findLayouts(service, document, config, options);
  if ('unknown' in found) throw new Error(`Unknown: ${found.unknown}`);
  return { ...found, document, text };
}

const RUN = (version: string, model: string, flags = ''): string =>
  `# preflight: ms-swift=${version}\nNPROC_PER_NODE=8 \\\nmegatron sft \\\n    --model ${model} \\\n    --global_batch_size 32 \\\n    --packing true \\\n    --max_length 8192${flags}\n`;

const RUNS = [
  RUN('4.5.2', 'Qwen/Qwen3-8B'),
  RUN('4.5.2', 'Qwen/Qwen3-30B-A3B', ' \\\n    --expert_model_parallel_size 3 \\\n    --tuner_type lora'),
  RUN('4.5.2', 'Qwen/Qwen3-8B', ' \\\n    --tuner_type lora'),
  RUN(
    '3.8.1',
    'Qwen/Qwen3-8B',
    ' \\\n    --load mcore \\\n    --recompute_granularity full \\\n    --recompute_method uniform \\\n    --recompute_num_layers 1',
  ),
  RUN(
    '3.12.6',
    'Qwen/Qwen3-14B',
    ' \\\n    --load mcore \\\n    --pipeline_model_parallel_size 2 \\\n    --decoder_first_pipeline_num_layers 18',
  ),
  RUN('4.2.3', 'Qwen/Qwen3-14B', ' \\\n    --tensor_model_parallel_size 3'),
];

describe('findLayouts', () => {
  it.each(RUNS)('writes layouts that every rule accepts and that need the memory that it says: %#', (text) => {
    const { offered, document } = search(text, { limit: 6 });
    expect(offered.length).toBeGreaterThan(0);
    const [config] = document.reading.configs;
    const before = new Set(service.lintDocument(document).map(({ rule }) => rule));
    for (const { layout, edits } of offered) {
      const changed = readShell(applyEdits(text, edits), {});
      const [changedConfig] = changed.reading.configs;
      const found = service.lintDocument(changed).filter(({ severity }) => severity !== 'hint');
      expect(found.filter(({ rule }) => !before.has(rule) || /^(?:par|moe|rec|mem)\./.test(rule))).toEqual([]);
      if (!changedConfig || !config) throw new Error('The command is gone.');
      const answer = estimateMemory(service.getFacts(changed, changedConfig));
      const { memory } = layout;
      expect('memory' in answer && answer.memory.stages.map(({ used }) => used.toFixed(6))).toEqual(
        memory.stages.map(({ used }) => used.toFixed(6)),
      );
    }
  });

  it('changes only what differs from the present layout', () => {
    const text = RUN('4.5.2', 'Qwen/Qwen3-8B', ' \\\n    --micro_batch_size 1 \\\n    --sequence_parallel true');
    const { offered } = search(text);
    const layout = offered.find(({ layout: { parallel } }) => parallel.tensor === 2 && parallel.pipeline === 1);
    expect(layout && applyEdits(text, layout.edits)).toBe(
      text
        .replace('--max_length 8192', '--max_length 8192')
        .replace(
          '    --sequence_parallel true',
          '    --sequence_parallel true \\\n    --tensor_model_parallel_size 2 \\\n    --recompute_granularity none',
        ),
    );
  });

  it('writes YAML', () => {
    const text =
      '# preflight: ms-swift=4.5.2 world-size=8\nmodel: Qwen/Qwen3-8B\nglobal_batch_size: 32\npacking: true\nmax_length: 8192\n';
    const { offered } = search(text, {}, {}, readYaml);
    expect(offered[0] && applyEdits(text, offered[0].edits)).toContain('\ntensor_model_parallel_size: 2\n');
  });

  it('offers at most 50 layouts, each once', () => {
    const { offered } = search(
      RUN('4.5.2', 'Qwen/Qwen3-30B-A3B'),
      { limit: 1000, nodes: 16, gpusPerNode: 8 },
      { targetSize: 128, targetGpuMemory: 140 },
    );
    expect(offered.length).toBeLessThanOrEqual(50);
    expect(offered.length).toBeGreaterThan(20);
    const names = offered.map(({ layout }) => formatSizes(layout));
    expect(new Set(names).size).toBe(names.length);
  });

  it('searches for other GPUs, and sets the variables that name them', () => {
    const { offered, text } = search(
      RUN('4.5.2', 'Qwen/Qwen3-8B'),
      { nodes: 1, gpusPerNode: 4, limit: 1 },
      { targetSize: 4 },
    );
    expect(offered[0] && applyEdits(text, offered[0].edits)).toContain('NPROC_PER_NODE=4 ');
  });

  it('says why each layout is fast, and what limits it', () => {
    const found = search(RUN('4.5.2', 'Qwen/Qwen3-30B-A3B'), { limit: 20 });
    expect(describeSearch(found)).toMatch(/^8 GPUs on 1 node · 80 GB \(assumed\) · 8192 tokens · global batch 32$/);
    for (const { layout } of found.offered) {
      expect(describeSpeed(layout, found)).toMatch(/recomputed/);
      expect(describeLimit(layout)).toMatch(/^memory is limited by .+, speed by .+$/);
      // Traffic has no measured time, so that no number of it is shown.
      expect(describeLimit(layout)).not.toMatch(/%|\bms\b/);
    }
  });

  it('says how much the smallest layout needs where none fits', () => {
    const found = search(RUN('4.5.2', 'Qwen/Qwen3-235B-A22B'));
    expect(found.offered).toEqual([]);
    expect(describeNoFit(found)).toMatch(
      /^No layout fits 80 GB \(assumed\)\. The smallest needs \d{3} GiB \(TP .*Use more GPUs/,
    );
  });

  it('names what is unknown', () => {
    const document = readShell('NPROC_PER_NODE=8 megatron sft --model org/unknown\n', {});
    const [config] = document.reading.configs;
    const found = config && findLayouts(service, document, config, {});
    expect(found && 'unknown' in found && found.unknown.length).toBeGreaterThan(0);
  });

  it('does not change a document', () => {
    const { document } = search(RUNS[0] ?? '');
    expect(service.lintDocument(document)).toEqual(service.lintDocument(readShell(RUNS[0] ?? '', {})));
  });
});

describe('suggestMemoryFixes', () => {
  it('changes a run that died from lack of memory so that it needs less, without a new finding', () => {
    const text = RUN(
      '4.5.2',
      'Qwen/Qwen3-8B',
      ' \\\n    --micro_batch_size 2 \\\n    --tensor_model_parallel_size 2 \\\n    --sequence_parallel true',
    );
    const document = readShell(text, {});
    const [config] = document.reading.configs;
    const usedOf = (script: string): number => {
      const read = readShell(script, {});
      const [own] = read.reading.configs;
      const answer = own && estimateMemory(service.getFacts(read, own));
      return answer && 'memory' in answer ? (answer.memory.stages[answer.memory.fullest]?.used ?? 0) : Number.NaN;
    };
    const fixes = config ? suggestMemoryFixes(service, document, config) : [];
    expect(fixes.length).toBeGreaterThan(2);
    for (const { title, edits } of fixes) {
      expect(title).toMatch(/GiB/);
      expect(usedOf(applyEdits(text, edits)), title).toBeLessThan(usedOf(text));
    }
  });
});
