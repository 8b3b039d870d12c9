import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { openText, readLenses, waitForFindings } from './editor';
import { waitUntil } from './poll';

const updateSetting = (name: string, value: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration('preflight').update(name, value, vscode.ConfigurationTarget.Workspace);

describe('the setting', () => {
  afterEach(async () => {
    await updateSetting('ms-swift.release', undefined);
    await updateSetting('codeLens', undefined);
    await updateSetting('enable', undefined);
    await updateSetting('swiftVersion', undefined);
  });

  for (const [language, text] of [
    ['shell', 'megatron sft --model m --packing ture'],
    ['yaml', 'model: m\ntensor_model_parallel_size: 1\npacking: ture\n'],
  ] as const) {
    it(`ms-swift.release sets the release of open files at once in ${language}`, async () => {
      const editor = await openText(language, text);
      await waitForFindings(editor, ['cli.bool: error']);
      await updateSetting('ms-swift.release', '9.9');
      await waitForFindings(editor, ['release.unknown: hint', 'cli.bool: error']);
      const messages = vscode.languages.getDiagnostics(editor.document.uri).map(({ message }) => message);
      assert.match(messages.join('\n'), /ms-swift 9\.9 \(set in the settings\)/);
      await updateSetting('ms-swift.release', undefined);
      await waitForFindings(editor, ['cli.bool: error']);
    });
  }

  it('swiftVersion, its former name, still sets the release', async () => {
    await updateSetting('swiftVersion', '9.9');
    await waitForFindings(await openText('shell', 'megatron sft --model m'), ['release.unknown: hint']);
  });

  it('enable removes all findings while it is off', async () => {
    const editor = await openText('shell', 'megatron sft --model m --packing ture');
    await waitForFindings(editor, ['cli.bool: error']);
    await updateSetting('enable', false);
    await waitForFindings(editor, []);
    await updateSetting('enable', undefined);
    await waitForFindings(editor, ['cli.bool: error']);
  });

  it('ms-swift.release yields to a modeline', async () => {
    await updateSetting('ms-swift.release', '9.9');
    await waitForFindings(await openText('shell', '# preflight: ms-swift=3.8.1\nmegatron sft --packing ture'), [
      'cli.bool: error',
    ]);
  });

  it('codeLens removes the lenses', async () => {
    const editor = await openText('shell', 'megatron sft --model m');
    const count = async (): Promise<number> => (await readLenses(editor)).length;
    await waitUntil('a lens', count, (lenses) => lenses > 0);
    await updateSetting('codeLens', false);
    await waitUntil('no lens', count, (lenses) => lenses === 0);
  });
});
