import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { HOSTILE_WORDS } from '../support/hostileWords';
import { readShell, readYaml, service } from '../support/service';

/** Pastes resolved commands into a real bash, and compares the arguments that a recorder named `megatron` receives. */

const folder = mkdtempSync(join(tmpdir(), 'preflight-resolved-'));
afterAll(() => rmSync(folder, { recursive: true }));
const record = join(folder, 'record');
writeFileSync(
  join(folder, 'megatron'),
  `#!/usr/bin/env bash\nprintf '%s\\0' "$NOTE" "$NNODES" "$@" > ${quoteWord(record)}\n`,
  { mode: 0o755 },
);
const environment = { PATH: `${folder}:${process.env.PATH}`, HOME: folder };

/** Prints the resolved command of a document as the editor shows it. */
function printResolved(document: ReturnType<typeof readShell>, showSecrets = true): string {
  const [config] = document.reading.configs;
  if (!config) throw new Error('no command');
  const rows = service.describeResolved(document, config, 'a.sh', () => '', showSecrets);
  return `${rows.map(({ text }) => text).join('\n')}\n`;
}

/** Runs a text in bash, and returns NOTE, NNODES and the arguments that the recorder received. */
function runAndRecord(input: string): string[] {
  rmSync(record, { force: true });
  execFileSync('bash', [], { input, env: environment, cwd: folder });
  return readFileSync(record, 'utf8').split('\0').slice(0, -1);
}

const argument = fc
  .oneof(fc.string(), fc.constantFrom(...HOSTILE_WORDS, '${HOME}', '$(id)', '`id`', '\n', '\\', '#', "'", '中文 🚀'))
  .map((text) => text.replaceAll('\0', ''));

describe('the resolved command', () => {
  it('can be pasted into bash, which passes the same arguments and variables', () => {
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1, maxLength: 6 }), (values) => {
        const words = values.map((value) => value.replace(/^-+/, ''));
        const script = `NOTE=${quoteWord(words[0] ?? '')} NNODES=2 megatron sft --dataset ${words.map(quoteWord).join(' ')} --system=${quoteWord(words.join('|'))} --lr 1 --lr 2\n`;
        expect(runAndRecord(printResolved(readShell(script)))).toEqual(runAndRecord(script));
      }),
      { numRuns: 25 },
    );
  });

  it('keeps its origins outside of the text', () => {
    const text = printResolved(readShell('LR=1e-5\nmegatron sft --lr $LR\n'));
    expect(text.replace(/^#.*\n/gm, '')).toBe('megatron sft \\\n    --lr 1e-5\n');
  });

  it('contains the keys of a YAML config', () => {
    const text = printResolved(readYaml('# preflight: ms-swift=4.5.2\nmodel: a b\ndataset: [x, "y z"]\n'));
    expect(runAndRecord(text)).toEqual(['', '', 'sft', '--model', 'a b', '--dataset', 'x', 'y z']);
  });

  it('stops the shell where a value is only known at run time, unless the variable is set', () => {
    const text = printResolved(readShell('megatron sft --seed "$1" --lr 1\n'));
    rmSync(record, { force: true });
    const stopped = spawnSync('bash', [], { input: text, env: environment, encoding: 'utf8' });
    expect(stopped.status).not.toBe(0);
    expect(stopped.stderr).toContain('SEED: is only known when the script runs');
    expect(() => readFileSync(record)).toThrow();
    expect(runAndRecord(`SEED=7\n${text}`)).toEqual(['', '', 'sft', '--seed', '7', '--lr', '1']);
  });

  it('leaves out variables without effect, and says so', () => {
    const neighbors = [{ name: 'run.yaml', text: 'ENV:\n  NNODES: 4\nlr: 1\n' }];
    const document = readShell('# preflight: ms-swift=4.5.2\nNNODES=2 megatron sft run.yaml\n', { neighbors });
    const text = printResolved(document);
    expect(text.match(/^NNODES=/gm)).toHaveLength(1);
    expect(text).toMatch(/^# without effect: NNODES=/m);
  });

  it('refers to secrets by variables', () => {
    const text = printResolved(
      readShell('export HF_TOKEN=hf_abcdefghijklmnop\nmegatron sft --hub_token "$HF_TOKEN"\n'),
      false,
    );
    expect(text).not.toContain('hf_abc');
    expect(text).toContain('--hub_token "$HF_TOKEN"');
  });
});
