import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { afterAll, describe, expect, it } from 'vitest';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { runPreflight } from '../support/cli';
import { HOSTILE_PARTS, hasControls, hostileText, isBuildCommand } from '../support/hostileText';

const root = mkdtempSync(join(tmpdir(), 'preflight-terminals-'));
afterAll(() => rmSync(root, { recursive: true }));
const folder = join(root, 'project');
mkdirSync(join(folder, 'a/b'), { recursive: true });
cpSync(resolve(import.meta.dirname, '../plans/slurm-one-node/target.json'), join(folder, 'target.json'));

const TARGET = ['--target', 'target.json'];
const parts = HOSTILE_PARTS.filter((part) => !part.includes('/'));
const texts = [...HOSTILE_PARTS, ...fc.sample(hostileText, { numRuns: 12, seed: 14 })].map((text) =>
  text.replaceAll('\0', ''),
);

/** Files whose names and texts contain hostile parts as flags, values, keys, variables, comments and plain lines. */
const files: [name: string, text: string][] = [
  ...parts.map((part, index): [string, string] => [
    `${part}${index}.sh`,
    `megatron sft --packing ${quoteWord(part)} --lr ${quoteWord(part)}\n`,
  ]),
  ...texts.map((text, index): [string, string] => [
    `raw${index}.sh`,
    `${text}\n# ${text}\nX=${quoteWord(text)} NPROC_PER_NODE=8 megatron sft --model m --num_layers 2 --${text} ${quoteWord(text)} \\\n  --packing ${text}\n`,
  ]),
  ...texts.map((text, index): [string, string] => [
    // The scripts around a config file are searched for its name, so these are apart.
    `a/b/raw${index}.yaml`,
    `# preflight: ms-swift=3.8.1\nlr: ${JSON.stringify(text)}\npacking: ${JSON.stringify(text)}\n${JSON.stringify(text)}: 1\nnum_layers: 2\nENV:\n  A: ${JSON.stringify(text)}\n`,
  ]),
  ['lines.sh', 'NPROC_PER_NODE=8 megatron sft --model m --system "a\n::error::b\n##[error]c\n"\n'],
];
for (const [name, text] of files) writeFileSync(join(folder, name), text);

const preflight = (...args: string[]) => runPreflight(folder, args);

function expectHarmless(text: string, isOwnCommand = (_line: string): boolean => false): void {
  for (const line of text.split('\n')) {
    expect(hasControls(line), JSON.stringify(line)).toBe(false);
    expect(isBuildCommand(line) && !isOwnCommand(line), JSON.stringify(line)).toBe(false);
  }
}

describe('preflight with hostile names and texts', { timeout: 60_000 }, () => {
  it.each(['text', 'concise', 'json', 'sarif', 'gitlab', 'junit'])(
    'prints findings as %s without control characters and forged commands',
    (format) => {
      const { stdout, stderr } = preflight('check', '--format', format, '.');
      expect(stdout.length).toBeGreaterThan(10_000);
      expectHarmless(stdout);
      expect(stderr).toBe('');
      if (['json', 'sarif', 'gitlab'].includes(format)) JSON.parse(stdout);
      if (format === 'junit') expect(() => new SaxesParser().write(stdout).close()).not.toThrow();
    },
  );

  it('prints one workflow command for each finding as GitHub, with every value as it is', () => {
    const { stdout } = preflight('check', '--format', 'github', '.');
    const { files: reports } = JSON.parse(preflight('check', '--format', 'json', '.').stdout);
    type Found = { message: string; rule: string };
    type Report = { path: string; problems: Found[]; commands: { findings: Found[] }[] };
    const expected = (reports as Report[]).flatMap(({ path, problems, commands }) =>
      [...problems, ...commands.flatMap(({ findings }) => findings)].map(({ rule, message }) => [path, rule, message]),
    );
    const lines = stdout.split('\n').slice(0, -1);
    expectHarmless(stdout, (line) => line.startsWith('::'));
    const printed = lines.map((line) => {
      const [, file = '', title = '', message = ''] =
        /^::(?:error|warning|notice) file=([^:,]*),line=\d+,endLine=\d+(?:,col=\d+,endColumn=\d+)?,title=([^:,]*)::(.*)$/.exec(
          line,
        ) ?? [];
      return [file, title, message].map(unescapeCommand);
    });
    // Characters that only a terminal obeys are shown as escapes.
    const shown = (text: string): string => text.replaceAll(/(?![\t\r\n])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, '?');
    const unescaped = printed.map((row) => row.map((text) => text.replaceAll(/\\(?:x[0-9a-f]{2}|u[0-9a-f]{4})/g, '?')));
    expect(unescaped.map(([file, title, message]) => [file, title?.replace('preflight: ', ''), message])).toEqual(
      expected.map((row) => row.map((text) => shown(text ?? '').replaceAll(/#(?=#\w*\[)/g, '?'))),
    );
  });

  it('prints diffs, notes, resolved commands and plans without control characters and forged commands', () => {
    const diff = preflight('migrate', '.', '--to', '4.5');
    expect(diff.stdout).toContain('@@');
    expectHarmless(diff.stdout);
    expectHarmless(diff.stderr);
    const names = [
      'lines.sh',
      'raw3.sh',
      'a/b/raw9.yaml',
      ...parts.map((part, index) => `${part}${index}.sh`).slice(0, 6),
    ];
    for (const name of names) {
      const resolved = preflight('resolve', `./${name}`);
      expectHarmless(resolved.stdout);
      expectHarmless(resolved.stderr);
      const plan = preflight('plan', `./${name}`, ...TARGET);
      expectHarmless(plan.stdout);
      expectHarmless(plan.stderr);
    }
    expect(preflight('plan', 'lines.sh', ...TARGET).stdout).toContain('\n\\x3a:error::b\n');
  });

  it('prints messages about hostile arguments and files as one line each', () => {
    const part = parts.join(' ');
    for (const args of [
      ['check', part],
      ['explain', part],
      ['explain', '--swift-version', part, 'lr'],
      [part],
      ['check', '--severity', part, 'x.sh'],
      ...parts.filter((each) => /^(?:::|##)/.test(each)).map((each) => ['check', each]),
    ]) {
      const { status, stdout, stderr } = preflight(...args);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^preflight: .*\n$/);
      expectHarmless(stderr);
    }
    writeFileSync(join(root, 'model.json'), '\x1b[2J\n::error::x');
    expectHarmless(preflight('check', '--model-config', '../model.json', 'lines.sh').stderr);
  });
});

/** Reads a value as GitHub Actions does. */
const unescapeCommand = (value: string): string =>
  value
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%25', '%');
