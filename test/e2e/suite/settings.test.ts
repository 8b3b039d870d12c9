import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { lensesOf, untilFindings, write } from './editor';
import { until } from './poll';

const set = (name: string, value: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration('preflight').update(name, value, vscode.ConfigurationTarget.Workspace);

describe('settings', () => {
  afterEach(async () => {
    await set('swiftVersion', undefined);
    await set('codeLens', undefined);
  });

  for (const [language, text] of [
    ['shell', 'megatron sft --model m --packing ture'],
    ['yaml', 'model: m\ntensor_model_parallel_size: 1\npacking: ture\n'],
  ] as const) {
    it(`swiftVersion says what open files are judged by, in ${language} and at once`, async () => {
      const editor = await write(language, text);
      await untilFindings(editor, ['cli.bool: error']);
      await set('swiftVersion', '9.9');
      await untilFindings(editor, ['release.unknown: hint']);
      const [finding] = vscode.languages.getDiagnostics(editor.document.uri);
      assert.match(finding?.message ?? '', /ms-swift 9\.9 .*preflight\.swiftVersion/);
      await set('swiftVersion', undefined);
      await untilFindings(editor, ['cli.bool: error']);
    });
  }

  it('a modeline goes before swiftVersion', async () => {
    await set('swiftVersion', '9.9');
    await untilFindings(await write('shell', '# preflight: ms-swift=3.8.1\nmegatron sft --packing ture'), [
      'cli.bool: error',
    ]);
  });

  it('codeLens takes the lenses away', async () => {
    const editor = await write('shell', 'megatron sft --model m');
    const count = async (): Promise<number> => (await lensesOf(editor)).length;
    await until('a lens', count, (lenses) => lenses > 0);
    await set('codeLens', false);
    await until('no lens', count, (lenses) => lenses === 0);
  });
});
