import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import {
  applyProposal,
  type Language,
  labelOf,
  openText,
  readProposals,
  typeText,
  waitForFindings,
  waitForText,
} from './editor';
import { waitUntil } from './poll';

/** Opens the list and accepts its first proposal, as with Ctrl+Space and Tab. */
async function acceptFirst(editor: vscode.TextEditor): Promise<void> {
  const before = editor.document.version;
  let tries = 0;
  await waitUntil('a proposal was accepted', async () => {
    // The list may close again, for instance while the server starts. Frequent requests would close it as well.
    if (tries++ % 40 === 0) await vscode.commands.executeCommand('editor.action.triggerSuggest');
    await vscode.commands.executeCommand('acceptSelectedSuggestion');
    return editor.document.version > before;
  });
}

/** The text of a file while a flag and its value are completed. */
interface TypingCase {
  language: Language;
  start: string;
  typed: string;
  name: string;
  value: string;
}

const TYPING_CASES: TypingCase[] = [
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
  for (const { language, start, typed, name, value } of TYPING_CASES) {
    it(`completes a flag and then its value while typing in ${language}`, async () => {
      const editor = await openText(language, start);
      await typeText(typed);
      await acceptFirst(editor);
      await waitForText(editor, name);
      await acceptFirst(editor);
      await waitForText(editor, value);
      await waitForFindings(editor, []);
    });
  }

  for (const [typed, name] of [
    ['--mod', '--model'],
    ['--data', '--dataset'],
    ['--lora_r', '--lora_rank'],
  ] as const) {
    it(`selects ${name} first for ${typed}`, async () => {
      const editor = await openText('shell', 'megatron sft $0');
      await typeText(typed);
      await acceptFirst(editor);
      await waitForText(editor, `megatron sft ${name} `);
    });
  }

  for (const { language, text, label, result } of [
    {
      language: 'shell',
      text: 'NPROC_PER_NODE=8 megatron sft --model m --tuner-t$0',
      label: '--tuner_type',
      result: 'NPROC_PER_NODE=8 megatron sft --model m --tuner-type ',
    },
    {
      language: 'yaml',
      text: '# preflight:\nmodel: m\ntuner_t$0',
      label: 'tuner_type',
      result: '# preflight:\nmodel: m\ntuner_type: ',
    },
  ] as const) {
    it(`offers a flag once in ${language}, with type, default and documentation`, async () => {
      const editor = await openText(language, text);
      const items = await waitUntil(
        'the flag',
        () => readProposals(editor, 400),
        (all) => all.some((item) => labelOf(item) === label),
      );
      assert.equal(new Set(items.map(labelOf)).size, items.length, 'a proposal is listed twice');
      const [item] = items.filter((proposal) => labelOf(proposal) === label);
      assert(item && typeof item.label !== 'string');
      assert.match(item.detail ?? '', /= full$/);
      assert.equal(item.label.description, 'tuner');
      assert.match((item.documentation as vscode.MarkdownString).value, /Default: `full`/);
      assert.equal(applyProposal(editor, item), result);
    });
  }

  for (const { language, text, expected } of [
    { language: 'shell', text: 'megatron sft --recompute_method $0', expected: ['uniform', 'block'] },
    { language: 'yaml', text: '# preflight:\nmodel: m\nrecompute_method: $0', expected: ['uniform', 'block'] },
    { language: 'shell', text: 'megatron sft --sequence_parallel $0 --lr 1', expected: ['true', 'false'] },
    { language: 'yaml', text: '# preflight:\nsequence_parallel: $0\nlr: 1', expected: ['true', 'false'] },
  ] as const) {
    it(`offers the values in ${JSON.stringify(text)}`, async () => {
      const editor = await openText(language, text);
      const items = await waitUntil(
        'values',
        () => readProposals(editor),
        ({ length }) => length > 0,
      );
      const values = items.filter(({ kind }) => kind === vscode.CompletionItemKind.Value).map(labelOf);
      for (const value of expected) assert(values.includes(value), `${value} is not among ${values.join()}`);
    });
  }

  it('offers nothing in an unrelated script or YAML file', async () => {
    for (const [language, text] of [
      ['shell', 'rsync --arch$0 a b'],
      ['yaml', 'services:\n  web: {}\nmod$0'],
    ] as const) {
      const proposals = (await readProposals(await openText(language, text))).filter(
        ({ kind }) => kind !== vscode.CompletionItemKind.Text,
      );
      assert.deepEqual(proposals.map(labelOf), []);
    }
  });
});

describe('the snippets of new configs', () => {
  const listSnippets = async (editor: vscode.TextEditor): Promise<string[]> =>
    (await readProposals(editor))
      .filter(({ kind }) => kind === vscode.CompletionItemKind.Snippet)
      .map(labelOf)
      .filter((label) => label.startsWith('megatron-'));

  for (const [language, text] of [
    ['shell', '#!/usr/bin/env bash\nmega$0'],
    ['yaml', 'mega$0'],
  ] as const) {
    it(`are offered in a new file in ${language}, without a second first line`, async () => {
      const editor = await openText(language, text);
      const labels = await waitUntil(
        'the snippets',
        () => listSnippets(editor),
        (found) => found.length > 3,
      );
      assert(labels.includes('megatron-lora'), labels.join());
      const item = (await readProposals(editor)).find((each) => labelOf(each) === 'megatron-lora');
      const body = item?.insertText instanceof vscode.SnippetString ? item.insertText.value : '';
      assert.match(body, /preflight: ms-swift=/);
      assert.doesNotMatch(body, /^#!/);
    });
  }

  it('are not offered among the values of a flag, nor in a file with a command', async () => {
    const editor = await openText('shell', 'megatron sft \\\n    --model m \\\n    --packing $0');
    await waitUntil(
      'the values',
      async () => (await readProposals(editor)).map(labelOf),
      (labels) => labels.includes('true'),
    );
    assert.deepEqual(await listSnippets(editor), []);
  });
});
