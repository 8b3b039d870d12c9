import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { openText, rangeOf, readLenses, waitForFindings, waitForText } from './editor';
import { waitUntil } from './poll';

const MODELINE = '# preflight: ms-swift=4.5.2\n';

const readText = async (uri: vscode.Uri): Promise<string> =>
  Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');

/** Waits for a file next to an editor's, with another extension, and returns its text in the editor. */
const waitForCreated = ({ document }: vscode.TextEditor, extension: string): Promise<string> =>
  waitUntil(
    `the new file with ${extension}`,
    async () => {
      const uri = document.uri.with({ path: document.uri.path.replace(/\.\w+$/, extension) });
      const open = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
      return open?.getText() ?? (await readText(uri).catch(() => ''));
    },
    (text) => text !== '',
  );

/** Waits until the server has read a file: the command of a conversion is refused before that. */
const waitForServer = (editor: vscode.TextEditor): Promise<unknown> =>
  waitUntil(
    'a lens',
    () => readLenses(editor),
    ({ length }) => length > 0,
  );

describe('a conversion', () => {
  it('writes the flags of a script to a config file, which the command then names', async () => {
    const script = await openText('shell', `${MODELINE}# the data\nmegatron sft --model m$0 --lr 1e-5 | tee log\n`);
    await waitForServer(script);
    await vscode.commands.executeCommand('preflight.convertToYaml');
    const config = await waitForCreated(script, '.yaml');
    assert.match(config, /^model: m$/m);
    assert.match(config, /^lr: 1e-5$/m);
    assert.match(script.document.getText(), /megatron sft \S+\.yaml \| tee log/);
  });

  it('writes a config file as a script', async () => {
    const config = await openText(
      'yaml',
      `${MODELINE}model: m\nmicro_batch_size: 2\ntensor_model_parallel_size: 1\n$0`,
    );
    await waitForServer(config);
    await vscode.commands.executeCommand('preflight.convertToShell');
    const script = await waitForCreated(config, '.sh');
    assert.match(script, /megatron sft \\\n/);
    assert.match(script, /--micro_batch_size 2/);
  });

  it('changes nothing where it is not possible', async () => {
    const script = await openText('shell', 'megatron sft --model "$UNKNOWN" --packing ture$0\n');
    const before = script.document.getText();
    await waitForServer(script);
    await vscode.commands.executeCommand('preflight.convertToYaml');
    assert.equal(script.document.getText(), before);
  });
});

describe('the rename of a variable', () => {
  it('changes every use, as one undo step', async () => {
    const text = 'RATE=1e-5\necho "$RATE"\nmegatron sft --model m --lr ${RATE}\n';
    const editor = await openText('shell', text);
    const { uri } = editor.document;
    const edit = await waitUntil(
      'the edits',
      () =>
        Promise.resolve(
          vscode.commands.executeCommand<vscode.WorkspaceEdit>(
            'vscode.executeDocumentRenameProvider',
            uri,
            rangeOf(editor.document, 'RATE').start,
            'LEARNING_RATE',
          ),
        ).catch(() => undefined),
      (found) => found !== undefined && found.get(uri).length > 0,
    );
    assert(edit);
    await vscode.workspace.applyEdit(edit);
    await waitForText(editor, text.replaceAll('RATE', 'LEARNING_RATE'));
    await vscode.commands.executeCommand('undo');
    await waitForText(editor, text);
  });
});

describe('the outline', () => {
  const listNames = async ({ document }: vscode.TextEditor): Promise<string[]> => {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    return (symbols ?? []).flatMap(({ name, children = [] }) => [name, ...children.map((child) => child.name)]);
  };

  for (const [language, text, expected] of [
    ['shell', 'A=1 megatron sft --model m --lr 1\n', ['megatron sft', 'A', '--model', '--lr']],
    ['yaml', 'model: m\nmicro_batch_size: 1\nlr: 1e-5\n', ['model', 'micro_batch_size', 'lr']],
  ] as const) {
    it(`lists the flags of ${language}`, async () => {
      const editor = await openText(language, text);
      await waitUntil(
        'the outline',
        () => listNames(editor),
        (names) => JSON.stringify(names) === JSON.stringify(expected),
      );
    });
  }
});

describe('folding', () => {
  const foldAll = async (editor: vscode.TextEditor, expected: [first: number, last: number][]): Promise<void> => {
    await waitUntil(
      `the lines ${JSON.stringify(expected)}`,
      async () => {
        await vscode.commands.executeCommand('editor.foldAll');
        return editor.visibleRanges.map(({ start, end }) => [start.line, end.line]);
      },
      (lines) => JSON.stringify(lines) === JSON.stringify(expected),
    );
  };

  it('hides the flags of a command, here-documents and comments of a script', async () => {
    const lines = ['# a', '# b', 'A=1 \\', 'megatron sft \\', '  --model m', 'cat <<E', 'x', 'E', 'if true; then'];
    const editor = await openText('shell', `${[...lines, '  echo', 'fi'].join('\n')}\n`);
    await foldAll(editor, [
      [0, 0],
      [2, 2],
      [5, 5],
      [8, 8],
      [10, 11],
    ]);
  });

  it('is still that of VS Code in a config file', async () => {
    const editor = await openText('yaml', 'model: m\nmicro_batch_size: 1\ndataset:\n  - a\n  - b\nlr: 1e-5\n');
    await foldAll(editor, [
      [0, 2],
      [5, 6],
    ]);
  });
});

describe('the setting preflight.files', () => {
  const setFiles = (value: unknown): Thenable<void> =>
    vscode.workspace.getConfiguration('preflight').update('files', value, vscode.ConfigurationTarget.Workspace);
  after(() => setFiles(undefined));

  it('checks files whose keys do not say that they are training configs', async () => {
    const editor = await openText('yaml', 'model: m\npacking: ture\n');
    await waitForFindings(editor, []);
    await setFiles(['*.yaml']);
    await waitForFindings(editor, ['cli.bool: error']);
    await waitForFindings(await openText('yaml', 'packing: ture\n'), ['cli.bool: error']);
    await setFiles(undefined);
    await waitForFindings(editor, []);
  });
});
