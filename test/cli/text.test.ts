import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { afterAll, describe, expect, it } from 'vitest';
import { createExcerpter } from '../../server/src/cli/formats/excerpt';
import { createOutput } from '../../server/src/cli/output';
import { usesColors } from '../../server/src/cli/style';
import { runCommandInProcess, type Terminal } from '../support/commandLine';
import { hasControls, hostileText, isBuildCommand } from '../support/hostileText';

const folder = mkdtempSync(join(tmpdir(), 'preflight-text-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function check(text: string, terminal?: Terminal): Promise<string> {
  const path = join(folder, 'run.sh');
  writeFileSync(path, text);
  return (await runCommandInProcess(['check', path], terminal)).stdout.replaceAll(path, 'run.sh');
}

const BAD =
  '# preflight: ms-swift=4.5.2\nNPROC_PER_NODE=8 \\\nmegatron sft \\\n    --packing ture \\\n    --micro_batch_sise 2\n';

describe('the report of preflight check for people', () => {
  it('shows each finding with its line, a caret and one line for each fix, below the name of the file', async () => {
    expect(await check(BAD)).toBe(`run.sh
  4:15 error: \`ture\` is not a value of packing (bool): expected true or false. [cli.bool]
  4 |     --packing ture \\
    |               ^^^^
    = fix: Fix all 2 errors in this command: Change to true; Change to micro_batch_size
    = fix: Change to true
    = fix: Remove packing

  5:5 error: \`megatron sft\` of ms-swift 4.5.2 has no flag micro_batch_sise. Did you mean micro_batch_size? [cli.unknown-flag]
  5 |     --micro_batch_sise 2
    |     ^^^^^^^^^^^^^^^^^^
    = safe fix: Change to micro_batch_size
    = fix: Remove micro_batch_sise

2 errors, 0 warnings, 0 hints in 1 training command of 1 file
1 finding with a safe fix: --fix applies those
`);
  });

  it('has colors on a terminal only, unless a variable says otherwise', async () => {
    const plain = await check(BAD);
    const colored = await check(BAD, { isTTY: true });
    expect(colored).not.toBe(plain);
    expect(stripVTControlCharacters(colored)).toBe(plain);
    expect(await check(BAD, { isTTY: true, env: { NO_COLOR: '1' } })).toBe(plain);
    expect(await check(BAD, { env: { FORCE_COLOR: '1' } })).toBe(colored);
  });

  it.each<[isTerminal: boolean, env: Record<string, string>, expected: boolean]>([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [false, { FORCE_COLOR: '' }, false],
    [true, { FORCE_COLOR: '0' }, false],
    [false, { FORCE_COLOR: '3', NO_COLOR: '1' }, true],
  ])('on a terminal: %s, with %j: colors are used: %s', (isTerminal, env, expected) => {
    expect(usesColors(isTerminal, env)).toBe(expected);
  });

  it('sets carets below wide characters and tabs', async () => {
    const text = await check("megatron sft --output_dir '模型 🤗' \\\n\t--packing ture\n");
    expect(text).toContain('\n  2 |     --packing ture\n    |               ^^^^\n');
    const wide = await check("megatron sft --output_dir '模型 🤗' --packing ture\n");
    const [line = '', carets = ''] = wide.split('\n').slice(2);
    expect(stringWidth(line.slice(0, line.indexOf('ture')))).toBe(carets.indexOf('^'));
  });

  it('shortens a long line around the finding, to the width of the terminal', async () => {
    const long = `megatron sft ${'--seed 1 '.repeat(300)}--packing ture ${'--seed 1 '.repeat(300)}\n`;
    const text = await check(long, { isTTY: true, columns: 60, env: { NO_COLOR: '1' } });
    const lines = text.split('\n');
    const at = lines.findIndex((line) => line.includes('[cli.bool]'));
    expect(lines[at + 1]).toMatch(/^ {2}1 \| ….*--packing ture --seed.*…$/);
    for (const line of lines.filter((each) => / \| /.test(each))) expect(stringWidth(line)).toBeLessThanOrEqual(60);
  });

  it('shows the progress of many files on a terminal only, and removes it', async () => {
    const many = mkdtempSync(join(folder, 'many-'));
    for (let index = 0; index < 60; index++) writeFileSync(join(many, `${index}.sh`), 'megatron sft --model m\n');
    const { stderr } = await runCommandInProcess(['check', many], { isTTY: true });
    expect(stderr).toContain('checking 31 of 60 files: ');
    expect(stderr.endsWith('\r\x1b[K')).toBe(true);
    const narrow = await runCommandInProcess(['check', many], { isTTY: true, columns: 30 });
    for (const status of narrow.stderr.split('\r\x1b[K')) expect(stringWidth(status)).toBeLessThan(30);
    expect((await runCommandInProcess(['check', many])).stderr).toBe('');
    expect((await runCommandInProcess(['check', join(many, '1.sh')], { isTTY: true })).stderr).toBe('');
  });

  it('hides secrets in excerpts', async () => {
    const token = 'hf_abcdefghijklmnopqrstuvwxyz0123456789';
    const text = await check(`HF_TOKEN=${token} megatron sft --packing ture --hub_token ${token} --lr x\n`);
    expect(text).not.toContain('abcdefgh');
    expect(text).toContain('<secret>');
    const [line = '', carets = ''] = text.split('\n').slice(2);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('ture');
  });
});

describe('an excerpt', () => {
  it('has the marked text, no control characters and a limited width for any text, place and secret', () => {
    const text = fc
      .array(fc.oneof(hostileText, fc.string({ unit: 'grapheme', maxLength: 200 }), fc.constant('\n')))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        text,
        fc.nat(300),
        fc.nat(300),
        fc.nat(300),
        fc.integer({ min: 40, max: 130 }),
        (whole, a, length, secretAt, columns) => {
          const start = Math.min(a, whole.length);
          const end = Math.min(start + length, whole.length);
          const secret = {
            start: Math.min(secretAt, whole.length),
            end: Math.min(secretAt + 5, whole.length),
            variable: 'X',
          };
          const positionOf = (offset: number) => {
            const before = whole.slice(0, offset).split('\n');
            return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
          };
          const excerptOf = createExcerpter(whole, { find: () => (secret.end > secret.start ? [secret] : []) });
          const { before, marked, after } = excerptOf({ start: positionOf(start), end: positionOf(end) }, columns);
          const line = before + marked + after;
          expect(hasControls(line)).toBe(false);
          expect(stringWidth(before) + stringWidth(marked) + stringWidth(after)).toBeLessThanOrEqual(columns + 2);
          expect(stringWidth(before)).toBeLessThanOrEqual(Math.ceil(columns / 2));
        },
      ),
    );
  });
});

describe('a styled line', () => {
  it('has only our own escape sequences, and no command to a build service, for any texts', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 4 }), (texts) => {
        let written = '';
        const output = createOutput({ write: (text) => (written += text) }, { FORCE_COLOR: '1' });
        output.writeLines([texts.map((text) => [text, 'red', 'bold'] as const)]);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of styles
        const plain = written.replaceAll(/\x1b\[(?:1|22|31|39)m/g, '').replace(/\n$/, '');
        expect(hasControls(plain), JSON.stringify(written)).toBe(false);
        expect(isBuildCommand(plain), JSON.stringify(plain)).toBe(false);
      }),
    );
  });
});
