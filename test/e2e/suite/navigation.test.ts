import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { listFindings, openFile, openText, rangeOf, waitForFindings, workspaceFolder } from './editor';
import { waitUntil } from './poll';

const findDefinitions = async ({ document }: vscode.TextEditor, text: string): Promise<vscode.Location[]> => {
  const position = rangeOf(document, text).start;
  const locations = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
    'vscode.executeDefinitionProvider',
    document.uri,
    position,
  );
  return locations.map((location) =>
    'targetUri' in location ? new vscode.Location(location.targetUri, location.targetRange) : location,
  );
};

describe('a script and the config file that its command names', () => {
  it('are linted as one run, with each finding in its own file', async () => {
    const script = await openFile('pair/train.sh');
    const config = vscode.Uri.joinPath(workspaceFolder(), 'pair/run.yaml');
    // The config file has not been opened yet.
    await waitUntil(
      'the finding in the config',
      () => listFindings(config).join(),
      (now) => now === 'cli.bool: error',
    );
    assert.deepEqual(listFindings(script.document.uri), []);
    await waitForFindings(await openFile('pair/run.yaml'), ['cli.bool: error']);
  });

  it('are linked by definitions', async () => {
    const script = await openFile('pair/train.sh');
    const [file] = await waitUntil(
      'a definition',
      () => findDefinitions(script, 'run.yaml'),
      ({ length }) => length > 0,
    );
    assert.equal(file?.uri.toString(), vscode.Uri.joinPath(workspaceFolder(), 'pair/run.yaml').toString());
    const [variable] = await findDefinitions(script, '$RATE');
    assert.equal(variable && script.document.getText(variable.range), 'RATE');
  });
});

describe('the resolved command', () => {
  for (const [language, text, rows] of [
    ['shell', 'LR=1e-5\nmegatron sft --model m --lr 1e-4 --lr $LR', ['--model m', '--lr 1e-4', '--lr 1e-5']],
    ['yaml', '# preflight:\nmodel: m\nlr: 1e-4\n', ['--model m', '--lr 1e-4']],
  ] as const) {
    it(`lists the arguments of the trainer in ${language}, and is read-only`, async () => {
      const source = await openText(language, text);
      await waitForFindings(source, language === 'shell' ? ['cli.duplicate: warning'] : []);
      await vscode.commands.executeCommand('preflight.showResolved');
      const shown = await waitUntil(
        'the document',
        () => vscode.window.activeTextEditor,
        (now) => now?.document.uri.scheme === 'preflight-resolved',
      );
      const lines = shown?.document
        .getText()
        .split('\n')
        .map((line) => line.replace(/ \\$/, '').trim());
      assert.deepEqual(
        lines?.filter((line) => line.startsWith('--')),
        rows,
      );
      const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        shown?.document.uri,
        new vscode.Range(0, 0, shown?.document.lineCount ?? 0, 0),
      );
      assert(
        hints.some(({ label }) => /^from line \d+( \(LR\))?$/.test(String(label))),
        'the origins are shown',
      );
      await vscode.commands.executeCommand('preflight.copyResolved');
      assert.equal(await vscode.env.clipboard.readText(), shown?.document.getText());
      await vscode.commands.executeCommand('type', { text: 'x' });
      assert.equal(shown?.document.isDirty, false);
    });
  }
});
