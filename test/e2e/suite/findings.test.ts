import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { openText, rangeOf, readFixes, typeOver, waitForFindings, waitForText } from './editor';
import { waitUntil } from './poll';

describe('findings', () => {
  for (const [language, text] of [
    ['shell', 'megatron sft \\\n    --model m \\\n    --packing ture \\\n    --lr 1e-4'],
    ['yaml', '# preflight:\nmodel: m\npacking: ture\nlr: 1e-4\n'],
  ] as const) {
    it(`appear and disappear while typing in ${language}`, async () => {
      const editor = await openText(language, text);
      await waitForFindings(editor, ['cli.bool: error']);
      const [finding] = vscode.languages.getDiagnostics(editor.document.uri);
      assert.equal(finding?.source, 'preflight');
      assert.match(finding.message, /`ture` is not a value of packing/);
      assert.equal(editor.document.getText(finding.range), 'ture');
      await typeOver(editor, 'ture', 'true');
      await waitForFindings(editor, []);
      await typeOver(editor, 'packing', 'pakcing');
      // A name is reported once the cursor leaves it.
      await new Promise((done) => setTimeout(done, 1000));
      await waitForFindings(editor, []);
      editor.selection = new vscode.Selection(0, 0, 0, 0);
      await waitForFindings(editor, ['cli.unknown-flag: error']);
    });
  }

  it('are tagged as unnecessary for a flag without effect', async () => {
    const editor = await openText('shell', 'megatron sft --model m --lr 1e-4 --lr 1e-5');
    await waitForFindings(editor, ['cli.duplicate: warning']);
    const [finding] = vscode.languages.getDiagnostics(editor.document.uri);
    assert.deepEqual(finding?.tags, [vscode.DiagnosticTag.Unnecessary]);
  });
});

describe('quick fixes', () => {
  for (const { language, rule, before, at, title, after } of [
    {
      language: 'shell',
      before: 'megatron sft \\\n    --model m \\\n    --recompute_granularity full \\\n    --lr 1e-4\n',
      rule: 'rec.full-method',
      at: '--recompute_granularity',
      title: /^Set recompute_method to uniform/,
      after:
        'megatron sft \\\n    --model m \\\n    --recompute_granularity full \\\n    --lr 1e-4 \\\n    --recompute_method uniform \\\n    --recompute_num_layers 1\n',
    },
    {
      language: 'yaml',
      before: '# preflight:\nmodel: m\nrecompute_granularity: full\nlr: 1e-4\n',
      rule: 'rec.full-method',
      at: 'recompute_granularity',
      title: /^Set recompute_method to uniform/,
      after:
        '# preflight:\nmodel: m\nrecompute_granularity: full\nlr: 1e-4\nrecompute_method: uniform\nrecompute_num_layers: 1\n',
    },
    {
      // One key is removed and another one added: an editor rejects overlapping edits.
      language: 'yaml',
      before: '# preflight: ms-swift=3.8.1\n# preflight: ignore[yaml.unread]\nmodel: m\ntorch_dtype: bfloat16\n',
      rule: 'cli.torch-dtype',
      at: 'bfloat16',
      title: /^Use bf16 true/,
      after: '# preflight: ms-swift=3.8.1\n# preflight: ignore[yaml.unread]\nmodel: m\nbf16: true\n',
    },
    {
      language: 'shell',
      before: 'megatron sft --model m --max_lenght 4096',
      rule: 'cli.unknown-flag',
      at: '--max_lenght',
      title: /max_length/,
      after: 'megatron sft --model m --max_length 4096',
    },
    {
      language: 'yaml',
      before: '# preflight:\nmodel: m\nmax_lenght: 4096\n',
      rule: 'cli.unknown-flag',
      at: 'max_lenght',
      title: /max_length/,
      after: '# preflight:\nmodel: m\nmax_length: 4096\n',
    },
  ] as const) {
    it(`repair ${at} in ${language}`, async () => {
      const editor = await openText(language, before);
      await waitForFindings(editor, [`${rule}: error`]);
      const actions = await readFixes(editor, at);
      assert.equal(new Set(actions.map((action) => action.title)).size, actions.length, 'a fix is offered twice');
      const fix = actions.find((action) => title.test(action.title));
      assert(fix?.edit, `no fix among ${actions.map((action) => action.title).join('; ')}`);
      assert(await vscode.workspace.applyEdit(fix.edit));
      await waitForText(editor, after);
      await waitForFindings(editor, []);
    });
  }

  for (const [language, before, after] of [
    ['shell', 'megatron sft --model m --packing ture', 'megatron sft --model m --packing true'],
    ['yaml', '# preflight:\nmodel: m\npacking: ture\n', '# preflight:\nmodel: m\npacking: true\n'],
  ] as const) {
    it(`include a preferred one in ${language} for the Auto Fix command`, async () => {
      const editor = await openText(language, before);
      await waitForFindings(editor, ['cli.bool: error']);
      const { start } = rangeOf(editor.document, 'ture');
      editor.selection = new vscode.Selection(start, start);
      let tries = 0;
      await waitUntil('the fix was applied', async () => {
        // The editor ignores the command while it requests code actions itself, so the command is repeated.
        if (tries++ % 40 === 0) await vscode.commands.executeCommand('editor.action.autoFix');
        return editor.document.getText() === after;
      });
      await waitForFindings(editor, []);
    });
  }
});
