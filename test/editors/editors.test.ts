import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI } from '../support/cli';
import { useFolder } from '../support/folder';
import { type Editor, findEmacs, findNeovim } from './editors.mjs';

// Real editors with the configurations of docs/editors.md.

const PAGE = readFileSync(resolve(import.meta.dirname, '../../docs/editors.md'), 'utf8');

/** The configurations of the page in a language, in order. */
const configurations = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text);

/**
 * The columns after the first value differ between bytes, UTF-16 and characters. The settings of the page name the
 * release, which is another one than that of a script without settings.
 */
const SCRIPT = `megatron sft --model Qwen/Qwen3-8B --save '模型 🚀' --packing ture --num_train_epochs 1 \\
    --max_len
`;
const FIXED = SCRIPT.replace('ture', 'true');
const COMPLETED = expect.stringMatching(/^ {4}--max_length ?$/m);

const folder = useFolder();

/** Puts `preflight` on a PATH, as an installation does. */
function createPath(): string {
  const program = folder.write('bin/preflight', `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`);
  chmodSync(program, 0o755);
  return [folder.at('bin'), process.env.PATH].join(delimiter);
}

/** Runs an editor in a project with the script, and returns what its driver has seen. */
async function useEditor({ command, env }: Editor, args: (file: string) => string[]): Promise<Record<string, unknown>> {
  const file = folder.write('project/train.sh', SCRIPT);
  mkdirSync(folder.at('project/.git'));
  const result = folder.at('result.json');
  const [program = '', ...first] = command;
  const child = spawn(program, [...first, ...args(file)], {
    cwd: folder.at('project'),
    env: {
      ...process.env,
      ...env,
      HOME: folder.at('home'),
      PATH: createPath(),
      RESULT: result,
      FILE: file,
      LC_ALL: 'C.UTF-8',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  await new Promise((ended) => child.once('close', ended));
  if (!existsSync(result)) throw new Error(`the editor has seen nothing: ${output.slice(-6000)}`);
  const seen = JSON.parse(readFileSync(result, 'utf8'));
  expect(seen.error).toBeUndefined();
  return seen;
}

/** Describes tests with an editor, which are skipped with the reason if it is missing. */
function describeEditor(name: string, editor: Editor | { reason: string }, test: (editor: Editor) => void): void {
  if ('reason' in editor) {
    console.log(`${name} is not tested: ${editor.reason}.`);
    describe.skip(`${name} (${editor.reason})`, () => it('is missing', () => {}));
  } else describe(name, () => test(editor));
}

const driver = (name: string): string => join(import.meta.dirname, name);

const [NEW_NEOVIM = '', OLD_NEOVIM = '', NEOVIM_SETTINGS = ''] = configurations('lua');
const NEOVIMS = [
  ['Neovim of Debian trixie', 'trixie', OLD_NEOVIM],
  ['Neovim of Debian forky', 'forky', NEW_NEOVIM],
] as const;
/** The release of the settings on the page. */
const RELEASE = 'ms-swift 4.5.2';

for (const [name, release, configuration] of NEOVIMS)
  describeEditor(name, await findNeovim(release), (editor) => {
    it('shows findings, applies a fix, completes and explains', { timeout: 120_000 }, async () => {
      writeFileSync(folder.at('init.lua'), configuration.replace(/cmd =/, `${NEOVIM_SETTINGS}cmd =`));
      const seen = await useEditor(editor, (file) => [
        ...['--headless', '-u', folder.at('init.lua'), '-i', 'NONE', '-n', file],
        ...['-S', driver('driver.lua')],
      ]);
      expect(seen).toMatchObject({
        diagnostics: expect.arrayContaining([{ code: 'cli.bool', text: 'ture', source: 'preflight' }]),
        fixed: FIXED,
        completed: COMPLETED,
        hover: expect.stringMatching(new RegExp(`Packs several samples[^]*${RELEASE}`)),
      });
      expect((seen.actions as object[]).filter((action) => 'command' in action)).toEqual([]);
    });
  });

describeEditor('Emacs', await findEmacs(), (editor) => {
  it('shows findings, applies a fix, completes and explains', { timeout: 120_000 }, async () => {
    writeFileSync(folder.at('init.el'), configurations('elisp').join('\n'));
    const seen = await useEditor(editor, () => [
      '--batch',
      '-Q',
      '-l',
      folder.at('init.el'),
      '-l',
      driver('driver.el'),
    ]);
    expect(seen).toMatchObject({
      diagnostics: expect.arrayContaining([
        { message: expect.stringContaining('`ture` is not a value'), text: 'ture' },
      ]),
      titles: expect.arrayContaining(['Change to true']),
      fixed: FIXED,
      completed: COMPLETED,
      // Without a mode for Markdown, Emacs shows plain text.
      hover: { kind: 'plaintext', value: expect.stringMatching(new RegExp(`^packing · bool[^]*${RELEASE}`)) },
    });
  });
});
