import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { accepted, type Language, labelOf, proposals, type, untilFindings, untilText, write } from './editor';
import { until } from './poll';

/** Opens the list and takes its first proposal, as with the keyboard: Ctrl+Space, Tab. */
async function acceptFirst(editor: vscode.TextEditor): Promise<void> {
  const before = editor.document.version;
  let tries = 0;
  await until('a proposal was accepted', async () => {
    // The list may close again, for instance while the server still starts; asking often would close it as well.
    if (tries++ % 40 === 0) await vscode.commands.executeCommand('editor.action.triggerSuggest');
    await vscode.commands.executeCommand('acceptSelectedSuggestion');
    return editor.document.version > before;
  });
}

interface Typed {
  language: Language;
  start: string;
  typed: string;
  name: string;
  value: string;
}

const TYPED: Typed[] = [
  {
    language: 'shell',
    start: 'megatron sft \\\n    --model m \\\n    $0',
    typed: '--recompute_gran',
    name: 'megatron sft \\\n    --model m \\\n    --recompute_granularity ',
    value: 'megatron sft \\\n    --model m \\\n    --recompute_granularity selective',
  },
  {
    language: 'yaml',
    start: '# preflight:\nmodel: m\n$0',
    typed: 'recompute_gran',
    name: '# preflight:\nmodel: m\nrecompute_granularity: ',
    value: '# preflight:\nmodel: m\nrecompute_granularity: selective',
  },
];

describe('completion', () => {
  for (const { language, start, typed, name, value } of TYPED) {
    it(`while typing in ${language}: first the flag, then its value`, async () => {
      const editor = await write(language, start);
      await type(typed);
      await acceptFirst(editor);
      await untilText(editor, name);
      await acceptFirst(editor);
      await untilText(editor, value);
      await untilFindings(editor, []);
    });
  }

  for (const { language, text, label, result } of [
    {
      language: 'shell',
      text: 'NPROC_PER_NODE=8 megatron sft --model m --train-t$0',
      label: '--train_type',
      result: 'NPROC_PER_NODE=8 megatron sft --model m --train-type ',
    },
    {
      language: 'yaml',
      text: '# preflight:\nmodel: m\ntrain_t$0',
      label: 'train_type',
      result: '# preflight:\nmodel: m\ntrain_type: ',
    },
  ] as const) {
    it(`offers a flag once in ${language}, with type, default and documentation`, async () => {
      const editor = await write(language, text);
      const items = await until(
        'the flag',
        () => proposals(editor, 400),
        (all) => all.some((item) => labelOf(item) === label),
      );
      assert.equal(new Set(items.map(labelOf)).size, items.length, 'a proposal is there twice');
      const [item] = items.filter((each) => labelOf(each) === label);
      assert(item && typeof item.label !== 'string');
      assert.match(item.label.description ?? '', /= full$/);
      assert.match((item.documentation as vscode.MarkdownString).value, /Default: `full`/);
      assert.equal(accepted(editor, item), result);
    });
  }

  for (const { language, text, expected } of [
    { language: 'shell', text: 'megatron sft --recompute_method $0', expected: ['uniform', 'block'] },
    { language: 'yaml', text: '# preflight:\nmodel: m\nrecompute_method: $0', expected: ['uniform', 'block'] },
    { language: 'shell', text: 'megatron sft --sequence_parallel $0 --lr 1', expected: ['true', 'false'] },
    { language: 'yaml', text: '# preflight:\nsequence_parallel: $0\nlr: 1', expected: ['true', 'false'] },
  ] as const) {
    it(`offers the values in ${JSON.stringify(text)}`, async () => {
      const editor = await write(language, text);
      const items = await until(
        'values',
        () => proposals(editor),
        ({ length }) => length > 0,
      );
      const values = items.filter(({ kind }) => kind === vscode.CompletionItemKind.Value).map(labelOf);
      for (const value of expected) assert(values.includes(value), `${value} is not among ${values.join()}`);
    });
  }

  it('offers nothing in a script or YAML file of others', async () => {
    for (const [language, text] of [
      ['shell', 'rsync --arch$0 a b'],
      ['yaml', 'services:\n  web: {}\nmod$0'],
    ] as const) {
      const ours = (await proposals(await write(language, text))).filter(
        ({ kind }) => kind !== vscode.CompletionItemKind.Text,
      );
      assert.deepEqual(ours.map(labelOf), []);
    }
  });
});
