import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { folder, hoverOn, lensesOf, write } from './editor';
import { until } from './poll';

const hintsOf = async ({ document }: vscode.TextEditor): Promise<string[]> => {
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    all,
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
      ['8 » → 16 GPUs, DP 8', '16 » → 2 micro-batches'],
    ],
    [
      'yaml',
      'model: m\nENV:\n  NPROC_PER_NODE: 8\ntensor_model_parallel_size: 2\nglobal_batch_size: 16\n',
      ['8 » → 8 GPUs, DP 4', '16 » → 4 micro-batches'],
    ],
  ] as const) {
    it(`is shown behind values in ${language}, and on hover as a whole`, async () => {
      const editor = await write(language, text);
      await until(
        'the hints',
        () => hintsOf(editor),
        (now) => JSON.stringify(now) === JSON.stringify(hints),
      );
      const hover = await until('a hover', () => hoverOn(editor, 'tensor_model_parallel_size'));
      assert.match(hover, /world size `\d+ = TP 2 x PP 1 x CP 1 x DP \d`/);
      assert.match(hover, /global batch size `16 = micro-batch size 1 x DP \d x micro-batches \d`/);
    });
  }

  it('stands above the command', async () => {
    const editor = await write('shell', 'NPROC_PER_NODE=8 megatron sft --model m --tensor_model_parallel_size 2');
    const titles = await until(
      'the lens',
      async () => (await lensesOf(editor)).map(({ command }) => command?.title ?? ''),
      (now) => now.some((title) => title.includes('GPUs')),
    );
    assert(titles.includes('8 GPUs = TP 2 x DP 4 · 4 micro-batches'), titles.join('; '));
  });

  it('takes the sizes of the model from its folder', async () => {
    const model = { num_hidden_layers: 28, num_attention_heads: 28, num_key_value_heads: 4 };
    const file = vscode.Uri.joinPath(folder(), 'tiny-model', 'config.json');
    await vscode.workspace.fs.writeFile(file, Buffer.from(JSON.stringify(model)));
    const editor = await write('shell', 'megatron sft --model ./tiny-model --pipeline_model_parallel_size 2');
    await until(
      'the hints',
      () => hintsOf(editor),
      (now) => now.join() === '2 » → 14 layers per stage',
    );
    assert.match(await hoverOn(editor, 'pipeline_model'), /28 layers, 28 heads, 4 KV groups, from `.*tiny-model/);
  });

  it('is not shown behind values where the setting says so', async () => {
    const editor = await write('shell', 'NPROC_PER_NODE=8 megatron sft --model m');
    await until(
      'the hints',
      () => hintsOf(editor),
      ({ length }) => length === 1,
    );
    await setHints(false);
    try {
      await until(
        'no hints',
        () => hintsOf(editor),
        ({ length }) => length === 0,
      );
    } finally {
      await setHints(undefined);
    }
  });
});
