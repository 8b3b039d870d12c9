import { describe, expect, it } from 'vitest';
import { readShell, readYaml, service } from '../../support/service';

describe('provideSymbols', () => {
  it('lists the commands of a script with their variables and flags, in the order of the text', () => {
    const text = 'export A=1\nB=2 \\\nmegatron sft \\\n  --model org/m \\\n  --lr 1e-5\nmegatron pt --packing\n';
    const outline = service.provideSymbols(readShell(text));
    expect(
      outline.map(({ name, detail, children }) => [
        name,
        detail,
        children.map((each) => `${each.name} ${each.detail}`),
      ]),
    ).toEqual([
      ['megatron sft', 'org/m', ['B 2', '--model org/m', '--lr 1e-5']],
      ['megatron pt', '', ['--packing ']],
    ]);
    for (const { span, at, children } of outline.flatMap((each) => [each, ...each.children])) {
      expect(span.start).toBeLessThanOrEqual(at.start);
      expect(at.end).toBeLessThanOrEqual(span.end);
      for (const child of children) expect(child.span.end).toBeLessThanOrEqual(span.end);
    }
  });

  it('hides secrets in the values, also in those that are cut off', () => {
    const [command] = service.provideSymbols(
      readShell(`HF_TOKEN='a b' megatron sft --system "x ${'y'.repeat(50)} a b"\n`),
    );
    expect(command?.children.map(({ detail }) => detail).join()).not.toContain('a b');
  });

  it('lists the keys of a config file, and its variables', () => {
    const text =
      '# preflight: ms-swift=4.5.2\nmodel: org/m\nENV:\n  NPROC_PER_NODE: 8\ndataset:\n  - a\n  - b\nlr: 1e-5\n';
    const outline = service.provideSymbols(readYaml(text));
    expect(outline.map(({ name, detail }) => `${name}: ${detail}`)).toEqual([
      'model: org/m',
      'NPROC_PER_NODE: 8',
      'dataset: a b',
      'lr: 1e-5',
    ]);
    for (const { span, at } of outline) expect(span.start <= at.start && at.end <= span.end).toBe(true);
  });
});
