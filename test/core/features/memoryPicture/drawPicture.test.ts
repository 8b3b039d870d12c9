import { describe, expect, it } from 'vitest';
import { drawMemory } from '../../../../server/src/core/sizing';
import { readShell, service } from '../../../support/service';

const RUN =
  'megatron sft --model Qwen/Qwen3-30B-A3B --tensor_model_parallel_size 2 --sequence_parallel true --micro_batch_size 1 --packing true --max_length 8192 --global_batch_size 1600';

function draw(command: string, title = 'train.sh:2', colors: 'theme' | 'file' = 'theme') {
  const document = readShell(`# preflight: ms-swift=4.5.2\n${command}\n`, {});
  const [config] = document.reading.configs;
  if (!config) throw new Error('The text has no config.');
  return drawMemory(service, document, config, title, colors);
}

/** Checks that elements are closed in order, and returns their names. */
function listElements(svg: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  for (const [, end, name = '', selfEnd] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (end) expect(open.pop()).toBe(name);
    else {
      names.push(name);
      if (!selfEnd) open.push(name);
    }
  }
  expect(open).toEqual([]);
  return names;
}

describe('the picture of a run', () => {
  it('shows the memory of each stage, the card, and the groups of each GPU', () => {
    const { svg, sentences, tables } = draw(
      `NNODES=2 NPROC_PER_NODE=8 ${RUN} --pipeline_model_parallel_size 2 --expert_model_parallel_size 4`,
    );
    expect(listElements(svg)).toContain('pattern');
    for (const text of [
      'Stage 1',
      'Stage 2',
      'card: 80 GB (assumed)',
      'Node 0',
      'Node 1',
      'Tensor group',
      'Expert group',
    ])
      expect(svg).toContain(`>${text}</text>`);
    expect(sentences[0]).toBe('16 GPUs on 2 nodes.');
    expect(sentences[1]).toMatch(/^The fullest GPU needs \d+\.\d GiB; the card has 80 GB \(assumed\)\.$/);
    expect(tables.map(({ caption, rows }) => [caption, rows.length])).toEqual([
      ['Memory of a GPU in GiB', 12],
      ['Node 0', 8],
      ['Node 1', 8],
    ]);
  });

  it('has the numbers of the parts in its table, which add up to the memory in use', () => {
    const [memory] = draw(`NPROC_PER_NODE=8 ${RUN}`).tables;
    expect(memory?.head).toEqual(['Part', 'Every GPU']);
    const names = memory?.rows.map(([name]) => name) ?? [];
    const numbers = memory?.rows.map(([, gib]) => Number(gib)) ?? [];
    const sum = numbers.slice(0, names.indexOf('allocated in PyTorch')).reduce((a, b) => a + b, 0);
    expect(Math.abs(sum - (numbers[names.indexOf('used, as nvidia-smi shows')] ?? 0))).toBeLessThan(0.5);
  });

  it('leaves out the groups of one GPU', () => {
    const { svg } = draw(`NPROC_PER_NODE=8 ${RUN}`);
    for (const text of ['Tensor group', 'Data group']) expect(svg).toContain(text);
    for (const text of ['Pipeline', 'Context group', 'Expert group']) expect(svg).not.toContain(text);
  });

  it('draws one node of each kind of a run with 10,000 GPUs, and says how many are alike', () => {
    const { svg, sentences, tables } = draw(`NNODES=1250 NPROC_PER_NODE=8 ${RUN} --pipeline_model_parallel_size 5`);
    expect(sentences[0]).toBe('10000 GPUs on 1250 nodes.');
    expect(svg).toContain('Node 250, like nodes 251–499');
    expect(svg.length).toBeLessThan(150_000);
    expect(tables.every(({ rows }) => rows.length <= 64)).toBe(true);
  });

  it('stays small for 800 million GPUs', () => {
    const { svg, sentences } = draw(`NNODES=100000000 NPROC_PER_NODE=8 ${RUN}`);
    expect(svg.length).toBeLessThan(150_000);
    expect(sentences.join(' ')).toContain('are not drawn');
  });

  it('assumes nodes of 8 GPUs where the text does not say it', () => {
    const document = readShell(`${RUN}\n`, { worldSize: 16 });
    const [config] = document.reading.configs;
    if (!config) throw new Error('The text has no config.');
    expect(drawMemory(service, document, config, 'a', 'theme').sentences[0]).toBe('16 GPUs on 2 nodes, if each has 8.');
  });

  it('has sentences without Markdown, which neither a picture nor its page shows', () => {
    const { sentences } = draw(`NPROC_PER_NODE=8 ${RUN}`);
    expect(sentences.join(' ')).toContain('PYTORCH_CUDA_ALLOC_CONF');
    expect(sentences.join(' ')).not.toContain('`');
  });

  it('says which GPUs are the fullest, and why', () => {
    expect(draw(`NPROC_PER_NODE=8 ${RUN}`).sentences[2]).toMatch(
      /^All GPUs are equally full, mostly because of gradients\./,
    );
    expect(draw(`NPROC_PER_NODE=8 ${RUN} --pipeline_model_parallel_size 2`).sentences[2]).toMatch(
      /^Stage 1 of 2, the first, is the fullest because of activations\./,
    );
  });

  it('says what is missing instead of a number', () => {
    const { svg, sentences } = draw('NPROC_PER_NODE=8 megatron sft --model org/unknown --tensor_model_parallel_size 2');
    expect(sentences[1]).toMatch(/^The memory is unknown without /);
    expect(svg).not.toContain('Memory of a GPU');
    expect(draw(RUN).sentences[0]).toMatch(/^The layout is unknown/);
    expect(draw('NPROC_PER_NODE=8 megatron sft').sentences[1]).toMatch(/^The memory [^;]*\), and [^;]*\)\.$/);
  });

  it('escapes the texts of files', () => {
    const { svg } = draw(`NPROC_PER_NODE=8 ${RUN}`, '<script>alert(1)</script>"&\u0000.sh', 'file');
    listElements(svg);
    for (const text of ['<script', '\u0000']) expect(svg).not.toContain(text);
    expect(svg).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;.sh');
  });

  it('takes the colors of the theme in the editor, and its own in a file', () => {
    expect(draw(`NPROC_PER_NODE=8 ${RUN}`).svg).toContain('fill="var(--vscode-foreground, #24292f)"');
    const file = draw(`NPROC_PER_NODE=8 ${RUN}`, 'a', 'file').svg;
    expect(file).not.toMatch(/var\(|style/);
    expect(file).toContain('8 GPUs on 1 node.');
  });

  it('tells parts and groups apart without color', () => {
    const { svg } = draw(`NPROC_PER_NODE=8 ${RUN} --pipeline_model_parallel_size 2`);
    const patterns = [...svg.matchAll(/<pattern id="[^"]+".*?<\/pattern>/g)].map(
      ([text]) => /<path d="([^"]*)"/.exec(text)?.[1] ?? 'none',
    );
    expect(patterns).toHaveLength(10);
    expect(new Set(patterns).size).toBe(10);
    expect(svg).toMatch(/<text [^>]*>[A-Z]<\/text>/);
  });
});
