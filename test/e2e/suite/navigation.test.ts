import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { findings, folder, open, rangeOf, untilFindings, write } from './editor';
import { until } from './poll';

const definitionOf = async ({ document }: vscode.TextEditor, text: string): Promise<vscode.Location[]> => {
  const at = rangeOf(document, text).start;
  const places = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
    'vscode.executeDefinitionProvider',
    document.uri,
    at,
  );
  return places.map((place) =>
    'targetUri' in place ? new vscode.Location(place.targetUri, place.targetRange) : place,
  );
};

describe('a script and the config file that its command names', () => {
  it('are judged as one run, each finding in its own file', async () => {
    const script = await open('pair/train.sh');
    const config = vscode.Uri.joinPath(folder(), 'pair/run.yaml');
    // Nobody has opened the config file yet.
    await until(
      'the finding in the config',
      () => findings(config).join(),
      (now) => now === 'cli.bool: error',
    );
    assert.deepEqual(findings(script.document.uri), []);
    await untilFindings(await open('pair/run.yaml'), ['cli.bool: error']);
  });

  it('lead from one to the other', async () => {
    const script = await open('pair/train.sh');
    const [file] = await until(
      'a definition',
      () => definitionOf(script, 'run.yaml'),
      ({ length }) => length > 0,
    );
    assert.equal(file?.uri.toString(), vscode.Uri.joinPath(folder(), 'pair/run.yaml').toString());
    const [variable] = await definitionOf(script, '$RATE');
    assert.equal(variable && script.document.getText(variable.range), 'RATE');
  });
});

describe('the resolved command', () => {
  for (const [language, text, rows] of [
    ['shell', 'LR=1e-5\nmegatron sft --model m --lr 1e-4 --lr $LR', ['--model m', '--lr 1e-4', '--lr 1e-5']],
    ['yaml', '# preflight:\nmodel: m\nlr: 1e-4\n', ['--model m', '--lr 1e-4']],
  ] as const) {
    it(`shows in ${language} what the trainer gets, and cannot be changed`, async () => {
      const source = await write(language, text);
      await untilFindings(source, language === 'shell' ? ['cli.duplicate: warning'] : []);
      await vscode.commands.executeCommand('preflight.showResolved');
      const shown = await until(
        'the document',
        () => vscode.window.activeTextEditor,
        (now) => now?.document.uri.scheme === 'preflight-resolved',
      );
      const lines = shown?.document
        .getText()
        .split('\n')
        .map((line) => line.replace(/\s+#[^#]*$/, '').trim());
      assert.deepEqual(
        lines?.filter((line) => line.startsWith('--')),
        rows,
      );
      await vscode.commands.executeCommand('type', { text: 'x' });
      assert.equal(shown?.document.isDirty, false);
    });
  }
});
