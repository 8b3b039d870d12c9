import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { openText, readHover, readLenses, workspaceFolder } from './editor';
import { waitUntil } from './poll';

const readHints = async ({ document }: vscode.TextEditor): Promise<string[]> => {
  const fullRange = new vscode.Range(0, 0, document.lineCount, 0);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    fullRange,
  );
  return hints.map(({ label, position }) => {
    const before = document.lineAt(position.line).text.slice(0, position.character);
    const text = typeof label === 'string' ? label : label.map(({ value }) => value).join('');
    return `${/[\w.]+$/.exec(before)?.[0]} » ${text}`;
  });
};

const setHints = (value: boolean | undefined): Thenable<void> =>
  vscode.workspace.getConfiguration('preflight').update('inlayHints', value, vscode.ConfigurationTarget.Workspace);

describe('the layout of a run', () => {
  for (const [language, text, hints] of [
    [
      'shell',
      'NNODES=2 NPROC_PER_NODE=8 megatron sft --model m \\\n  --tensor_model_parallel_size 2 --global_batch_size 16',
      ['8 » → 16 GPUs · DP 8', '16 » = 2 micro-batches'],
    ],
    [
      'yaml',
      'model: m\nENV:\n  NPROC_PER_NODE: 8\ntensor_model_parallel_size: 2\nglobal_batch_size: 16\n',
      ['8 » → 8 GPUs · DP 4', '16 » = 4 micro-batches'],
    ],
  ] as const) {
    it(`is shown after values in ${language}, and on hover by the equations of a flag`, async () => {
      const editor = await openText(language, text);
      await waitUntil(
        'the hints',
        () => readHints(editor),
        (now) => JSON.stringify(now) === JSON.stringify(hints),
      );
      const hover = await waitUntil('a hover', () => readHover(editor, 'tensor_model_parallel_size'));
      assert.match(hover, /world size `\d+ = TP 2 × PP 1 × CP 1 × DP \d`/);
      const batchHover = await readHover(editor, 'global_batch_size');
      assert.match(batchHover, /global batch size `16 = micro-batch size 1 × DP \d × micro-batches \d`/);
    });
  }

  it('is shown above the command', async () => {
    const editor = await openText('shell', 'NPROC_PER_NODE=8 megatron sft --model m --tensor_model_parallel_size 2');
    const titles = await waitUntil(
      'the lens',
      async () => (await readLenses(editor)).map(({ command }) => command?.title ?? ''),
      (now) => now.some((title) => title.includes('GPUs')),
    );
    assert(titles.includes('8 GPUs = TP 2 × DP 4 · 4 micro-batches'), titles.join('; '));
  });

  it('uses the sizes of the model in its folder', async () => {
    const model = { num_hidden_layers: 28, num_attention_heads: 28, num_key_value_heads: 4 };
    const file = vscode.Uri.joinPath(workspaceFolder(), 'tiny-model', 'config.json');
    await vscode.workspace.fs.writeFile(file, Buffer.from(JSON.stringify(model)));
    const editor = await openText('shell', 'megatron sft --model ./tiny-model --pipeline_model_parallel_size 2');
    await waitUntil(
      'the hints',
      () => readHints(editor),
      (now) => now.join() === '2 » → 14 layers per stage',
    );
    assert.match(await readHover(editor, 'pipeline_model'), /28 layers, 28 heads, 4 KV groups, from `.*tiny-model/);
  });

  it('is not shown after values when the setting is off', async () => {
    const editor = await openText('shell', 'NPROC_PER_NODE=8 megatron sft --model m');
    await waitUntil(
      'the hints',
      () => readHints(editor),
      ({ length }) => length === 1,
    );
    await setHints(false);
    try {
      await waitUntil(
        'no hints',
        () => readHints(editor),
        ({ length }) => length === 0,
      );
    } finally {
      await setHints(undefined);
    }
  });
});
