import { describe, expect, it } from 'vitest';
import { markdown } from '../../../../server/src/core/syntax/markdown/markdownSyntax';
import { shell } from '../../../../server/src/core/syntax/shell/shellSyntax';
import { yaml } from '../../../../server/src/core/syntax/yaml/yamlSyntax';
import { accept, complete, labelsAt, labelsShown } from '../../../support/completion';
import { service } from '../../../support/service';

const COMMANDS = ['pt', 'sft', 'rlhf', 'export'];
const NEWEST = service.catalog.releases.at(-1);
const MODELINE = `# preflight: ms-swift=${NEWEST}`;

describe('completion where a command begins', () => {
  it('offers the commands for mega, with one line each', () => {
    const items = complete('mega$0').filter(({ kind }) => kind === 'command');
    expect(items.map(({ label }) => label)).toEqual(COMMANDS.map((command) => `megatron ${command}`));
    for (const { summary } of items) expect(summary).toMatch(/^[A-Z][^\n]{10,80}$/);
    expect(items.filter(({ isPreselected }) => isPreselected).map(({ label }) => label)).toEqual(['megatron sft']);
    expect(accept('mega$0', 'megatron sft')).toBe('megatron sft ');
    expect(accept('NPROC_PER_NODE=8 \\\nmega$0', 'megatron sft')).toBe('NPROC_PER_NODE=8 \\\nmegatron sft ');
    expect(accept('cd /work && mega$0', 'megatron sft')).toBe('cd /work && megatron sft ');
  });

  it('offers the subcommands after megatron', () => {
    expect(labelsAt('megatron $0')).toEqual(COMMANDS);
    expect(labelsShown('megatron s$0')).toEqual(['sft']);
    expect(labelsAt('# preflight: ms-swift=3.8.1\nmegatron $0')).not.toContain('export');
  });

  it('offers launcher variables, also where no command is yet', () => {
    expect(accept('NPR$0', 'NPROC_PER_NODE')).toBe('NPROC_PER_NODE=');
    expect(accept('export NN$0\n', 'NNODES')).toBe('export NNODES=\n');
    expect(accept('NN$0\nmegatron sft --lr 1', 'NNODES')).toBe('NNODES=\nmegatron sft --lr 1');
    expect(labelsAt('NPROC_PER_NODE=$0')).toContain('8');
  });

  it('offers nothing in comments, arguments and texts', () => {
    for (const marked of ['# mega$0', 'echo mega$0', 'python train.py NN$0', 'if [ $0', 'cat <<< mega$0'])
      expect(labelsAt(marked), marked).toEqual([]);
    expect(labelsAt('mega$0', markdown)).toEqual([]);
    // In the scripts of others, nothing is offered before a word is typed.
    expect(labelsAt('set -e\n $0')).toEqual([]);
  });
});

describe('completion in a new file', () => {
  it('offers the head of a script', () => {
    const labels = labelsAt('$0');
    expect(labels.slice(0, 2)).toEqual(['#!/usr/bin/env bash', MODELINE]);
    expect(labels).toContain('megatron sft');
    expect(labels).toContain('NPROC_PER_NODE');
    expect(accept('#!/bin/bash\npre$0', MODELINE)).toBe(`#!/bin/bash\n${MODELINE}`);
  });

  it('offers the head and the keys of a config file', () => {
    expect(labelsAt('$0', yaml).slice(0, 3)).toEqual([MODELINE, 'model', 'dataset']);
    expect(accept('mo$0', 'model', yaml)).toBe('model: ');
    expect(accept('# for the cluster\nmo$0\n', 'model', yaml)).toBe('# for the cluster\nmodel: \n');
    expect(labelsAt('---\n$0', yaml)).toContain('dataset');
  });

  it('offers nothing in the files of other programs', () => {
    expect(labelsAt('version: 3\n$0', yaml)).toEqual([]);
    expect(labelsAt('- a\n$0', yaml)).toEqual([]);
  });

  it('offers names of the newest release', () => {
    const labels = labelsShown('$0', yaml).slice(0, 100);
    expect(labels).toContain('output_dir');
    expect(labels).not.toContain('save');
  });
});

describe.each([
  ['a script', shell],
  ['a config file', yaml],
])('completion of # preflight: in %s', (_, syntax) => {
  it('offers the settings', () => {
    expect(labelsAt('# preflight: $0', syntax)).toEqual([
      'ms-swift=',
      'world-size=',
      'gpu-memory=',
      'model-config=',
      'ignore[',
    ]);
    expect(labelsAt('# preflight: ms-swift=4.5.2 $0', syntax)).toEqual(['world-size=', 'gpu-memory=', 'model-config=']);
    expect(accept('# preflight: wo$0', 'world-size=', syntax)).toBe('# preflight: world-size=');
  });

  it('offers the releases, newest first', () => {
    expect(labelsAt('# preflight: ms-swift=$0', syntax)).toEqual(service.catalog.releases.toReversed());
    expect(accept('# preflight: ms-swift=3.8$0', '3.8.1', syntax)).toBe('# preflight: ms-swift=3.8.1');
  });

  it('offers rules to ignore, those that find something in the file first', () => {
    const text =
      syntax === yaml
        ? 'model: m\nrecompute_granularity: full\nmicro_batch_size: 1\n'
        : 'megatron sft --model m --recompute_granularity full\n';
    const marked = `# preflight: ignore[$0]\n${text}`;
    expect(complete(marked, syntax)[0]).toMatchObject({ label: 'rec.full-method', detail: 'found in this file' });
    expect(accept(marked, 'cli.duplicate', syntax)).toBe(`# preflight: ignore[cli.duplicate]\n${text}`);
    const second = accept(`# preflight: ignore[rec.full-method, cli.d$0]\n${text}`, 'cli.duplicate', syntax);
    expect(second).toContain('ignore[rec.full-method, cli.duplicate]');
  });

  it('offers the comment itself in the head of the file', () => {
    expect(labelsAt('# pre$0', syntax)).toEqual([MODELINE]);
    expect(labelsAt('# preflight: ms-swift=3.8.1\n# p$0', syntax)).toEqual([]);
    expect(labelsAt('# about this$0', syntax)).toEqual([]);
  });
});
