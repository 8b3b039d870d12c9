import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { openText, readFixes, ruleIdOf, waitForFindings, waitForText } from './editor';
import { waitUntil } from './poll';

/** Actions on findings: ignore one, change the severity of a rule, fix all. */

const setSeverity = (value: object | undefined): Thenable<void> =>
  vscode.workspace.getConfiguration('preflight').update('rules.severity', value, vscode.ConfigurationTarget.Workspace);

describe('a finding', () => {
  for (const [language, before, after] of [
    [
      'shell',
      'cd /tmp\nmegatron sft \\\n  --model m \\\n  --packing ture\n',
      'cd /tmp\n# preflight: ignore[cli.bool]\nmegatron sft \\\n  --model m \\\n  --packing ture\n',
    ],
    [
      'yaml',
      'model: m\nmicro_batch_size: 1\npacking: ture\n',
      'model: m\nmicro_batch_size: 1\npacking: ture  # preflight: ignore[cli.bool]\n',
    ],
  ] as const) {
    it(`can be ignored in ${language}, and the comment is reported when it is unused`, async () => {
      const editor = await openText(language, before);
      await waitForFindings(editor, ['cli.bool: error']);
      const actions = await readFixes(editor, 'ture');
      const ignore = actions.find(({ title }) => title === 'Ignore this finding (cli.bool)');
      assert(ignore?.edit, actions.map(({ title }) => title).join('; '));
      assert(await vscode.workspace.applyEdit(ignore.edit));
      await waitForText(editor, after);
      await waitForFindings(editor, []);
      const at = editor.document.getText().indexOf('ture');
      const range = new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + 4));
      await editor.edit((edit) => edit.replace(range, 'true'));
      await waitForFindings(editor, ['ignore.unused: hint']);
    });
  }

  it('has a tag for a flag without effect and for a renamed flag', async () => {
    const editor = await openText(
      'shell',
      '# preflight: ms-swift=4.2.3\nmegatron sft --model m --save o --lr 1 --lr 2\n',
    );
    const tags = await waitUntil(
      'the findings',
      () =>
        vscode.languages
          .getDiagnostics(editor.document.uri)
          .map((diagnostic) => [ruleIdOf(diagnostic), diagnostic.tags]),
      (now) => now.some(([rule]) => rule === 'release.renamed') && now.some(([rule]) => rule === 'cli.duplicate'),
    );
    assert.deepEqual(tags.find(([rule]) => rule === 'release.renamed')?.[1], [vscode.DiagnosticTag.Deprecated]);
    assert.deepEqual(tags.find(([rule]) => rule === 'cli.duplicate')?.[1], [vscode.DiagnosticTag.Unnecessary]);
  });

  it('has the severity of the settings', async () => {
    const editor = await openText('shell', 'megatron sft --model m --packing ture');
    await waitForFindings(editor, ['cli.bool: error']);
    try {
      await setSeverity({ 'cli.bool': 'warning' });
      await waitForFindings(editor, ['cli.bool: warning']);
      await setSeverity({ 'cli.*': 'off' });
      await waitForFindings(editor, []);
    } finally {
      await setSeverity(undefined);
    }
  });
});

describe('the action that fixes all findings', () => {
  for (const [language, before, after] of [
    [
      'shell',
      '# preflight: ms-swift=4.2.3\nmegatron sft \\\n  --model m \\\n  --dataset d \\\n  --save out \\\n  --max_epochs 2\n',
      '# preflight: ms-swift=4.2.3\nmegatron sft \\\n  --model m \\\n  --dataset d \\\n  --output_dir out \\\n  --num_train_epochs 2\n',
    ],
    [
      'yaml',
      '# preflight: ms-swift=4.2.3\nmodel: m\nsave: out\nmax_epochs: 2\n',
      '# preflight: ms-swift=4.2.3\nmodel: m\noutput_dir: out\nnum_train_epochs: 2\n',
    ],
  ] as const) {
    it(`is applied by its command in ${language}, as one undo step`, async () => {
      const editor = await openText(language, before);
      await waitForFindings(editor, [
        'release.renamed: error',
        'release.default: information',
        'release.renamed: error',
      ]);
      await vscode.commands.executeCommand('preflight.fixAll');
      await waitForText(editor, after);
      await vscode.commands.executeCommand('undo');
      await waitForText(editor, before);
    });

    it(`is applied in ${language} although other extensions start in the meantime`, async () => {
      const editor = await openText(language, before);
      await waitForFindings(editor, [
        'release.renamed: error',
        'release.default: information',
        'release.renamed: error',
      ]);
      // The editor cancels its own requests for actions whenever a provider of them registers.
      let isDone = false;
      const registering = (async () => {
        while (!isDone) {
          const provider = { provideCodeActions: () => [] };
          vscode.languages.registerCodeActionsProvider({ pattern: '**' }, provider).dispose();
          await new Promise((resolve) => setTimeout(resolve));
        }
      })();
      await vscode.commands.executeCommand('preflight.fixAll');
      isDone = true;
      await registering;
      await waitForText(editor, after);
    });

    it(`is offered once in ${language}`, async () => {
      const editor = await openText(language, before);
      await waitForFindings(editor, [
        'release.renamed: error',
        'release.default: information',
        'release.renamed: error',
      ]);
      const [action, ...more] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        editor.document.uri,
        new vscode.Range(0, 0, editor.document.lineCount, 0),
        'source.fixAll.preflight',
      );
      assert(action?.edit && more.length === 0, 'there is one action');
      assert(await vscode.workspace.applyEdit(action.edit));
      await waitForText(editor, after);
      await waitForFindings(editor, []);
    });
  }
});
