import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runPreflight } from '../support/cli';

const folder = mkdtempSync(join(tmpdir(), 'preflight-matcher-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { contributes } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8'));
const [{ pattern }] = contributes.problemMatchers as [
  { pattern: Record<'file' | 'line' | 'column' | 'severity' | 'message' | 'code', number> & { regexp: string } },
];

it('The problem matcher $preflight reads every finding that the task of the editor prints', () => {
  writeFileSync(join(folder, 'a.sh'), 'megatron sft --model m --packing ture\nmegatron pt --model m --lr 1 --lr 2\n');
  writeFileSync(join(folder, 'b.yaml'), '# preflight: ms-swift=4.5.2\nmodel: m\nsave: o\n');
  const { stdout } = runPreflight(folder, ['check', '--format', 'concise', '--allow-empty', '--', '.']);
  const { files } = JSON.parse(runPreflight(folder, ['check', '--format', 'json', '--', '.']).stdout) as {
    files: { findings?: unknown[]; commands?: { findings: unknown[] }[] }[];
  };
  const expected = files.flatMap(({ findings = [], commands = [] }) => [
    ...findings,
    ...commands.flatMap((command) => command.findings),
  ]);
  const found = stdout.split('\n').flatMap((line) => {
    const match = new RegExp(pattern.regexp).exec(line);
    const field = (name: Exclude<keyof typeof pattern, 'regexp'>): string => match?.[pattern[name]] ?? '';
    return match ? [`${field('file')}:${field('line')}:${field('column')} ${field('severity')} ${field('code')}`] : [];
  });
  expect(found).toContain('a.sh:1:34 error cli.bool');
  expect(found.some((each) => each.startsWith('b.yaml:3:1 error release.renamed'))).toBe(true);
  expect(found).toHaveLength(expected.length);
});
