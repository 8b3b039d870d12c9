import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareCalls } from '../support/bash/compare';
import { recordCalls } from '../support/bash/recorder';
import { readShell } from '../support/service';
import { compare } from './yamlCompare';
import { type Answer, askPython, pythonWithYaml } from './yamlPython';

/**
 * The example scripts of ms-swift, read as bash reads them. They are not part of this repository: PREFLIGHT_EXAMPLES
 * names checkouts of it, parted by colons. `npm run examples -- FOLDER...` sets it.
 */
const TREES = (process.env.PREFLIGHT_EXAMPLES ?? '').split(':').filter((tree) => tree !== '');

const TRAINING = /\bmegatron[ \t]+(?:pt|sft|rlhf|export)\b/;

const filesIn = (tree: string, ending: RegExp): { path: string; text: string }[] =>
  readdirSync(tree, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .sort()
    .map((name) => ({ path: name, text: readFileSync(join(tree, name), 'utf8') }));

if (TREES.length === 0) it.skip('the examples of ms-swift (PREFLIGHT_EXAMPLES names no checkout of it)', () => {});

const python = pythonWithYaml();

describe.each(TREES)('%s', (tree) => {
  it('gives the trainer of each script what bash gives it', { timeout: 300_000 }, async () => {
    const scripts = filesIn(tree, /\.(?:sh|bash|slurm)$/).filter(({ text }) => TRAINING.test(text));
    const recordings = await recordCalls(scripts.map(({ text }) => text));
    const wrong: string[] = [];
    const sum = { calls: 0, known: 0, all: 0 };
    for (const [index, { path, text }] of scripts.entries()) {
      const calls = (recordings[index]?.calls ?? []).map(({ argv, env }) => ({ argv, env }));
      const { configs } = readShell(text).reading;
      const { mismatches, words } = compareCalls(configs, calls);
      sum.calls += calls.length;
      sum.known += words.known;
      sum.all += words.all;
      // We also read a command after a missing program, which bash never reaches.
      if (configs.length < calls.length) wrong.push(`${path}: ${configs.length} of ${calls.length} commands`);
      for (const { kind, bash, ours } of mismatches) wrong.push(`${path}: ${kind}\n  bash: ${bash}\n  ours: ${ours}`);
    }
    console.log(`${scripts.length} scripts, ${sum.calls} commands, ${sum.known} of ${sum.all} words known`);
    expect(wrong.join('\n')).toBe('');
    expect(sum.calls).toBeGreaterThan(0);
    expect(sum.known / sum.all).toBeGreaterThan(0.99);
  });

  it('reads each config file of the checkout as PyYAML does', { timeout: 300_000 }, async ({ skip }) => {
    const files = filesIn(tree, /\.ya?ml$/);
    if (files.length === 0) skip('the tree holds no YAML file');
    // A named checkout must be compared, so that a Python without PyYAML is a failure.
    if (!python) expect.fail('no python3 with PyYAML: install python3-yaml, or set PREFLIGHT_PYTHON');
    const answers = await askPython(
      python,
      files.map(({ text }) => text),
    );
    const wrong = files.flatMap(({ path, text }, index) => {
      const { mismatch } = compare(text, answers[index] as Answer);
      return mismatch === '' ? [] : [`${path}: ${mismatch}`];
    });
    expect(wrong.join('\n')).toBe('');
  });
});
