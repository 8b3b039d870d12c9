import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CancellationTokenSource, type ResponseError } from 'vscode-jsonrpc';
import { type LogMessageParams, MessageType, type PublishDiagnosticsParams, type Range } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { BLAME, EXPLAIN, PLAN, RESOLVE } from '../../server/src/lsp/protocol';
import { type Client, startClient } from '../support/lsp';

/**
 * An editor that does whatever comes to its mind: the server answers all of it, in order, and never points outside the
 * text that it was asked about.
 */

const PIECES = [
  'megatron sft ',
  '--packing ture ',
  '--lr 1e-5 \\\n',
  '--tensor_model_parallel_size 3 ',
  'NPROC_PER_NODE=8 ',
  'A=(--lr 1)\n',
  '"${A[@]}" ',
  '# preflight: ms-swift=4.2.3\n',
  '# preflight: ignore[cli.bool]\n',
  'lr: 1e-5\n',
  'micro_batch_size: 1\n',
  'ENV:\n  A: 1\n',
  '"',
  "'",
  '$(',
  '\r\n',
  '\n',
  '😀',
  '\ud83d',
  '\u0000',
];
const words = fc
  .array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...PIECES) }, fc.string()), { maxLength: 12 })
  .map((pieces) => pieces.join(''));
const huge = fc.constantFrom(
  'megatron sft --lrx 1e-5\n'.repeat(300),
  `# preflight:\n${'lr: 1\n'.repeat(1000)}`,
  `megatron sft --model ${'x'.repeat(500_000)}`,
);
const position = fc.record({
  line: fc.oneof(fc.nat(8), fc.constant(1_000_000)),
  character: fc.oneof(fc.nat(60), fc.constant(2 ** 31 - 1)),
});
const range = fc.record({ start: position, end: position });

const METHODS = [
  'textDocument/completion',
  'textDocument/hover',
  'textDocument/codeAction',
  'textDocument/diagnostic',
  'textDocument/codeLens',
  'textDocument/inlayHint',
  'textDocument/documentSymbol',
  'textDocument/definition',
  'textDocument/references',
  'textDocument/documentLink',
  EXPLAIN,
  PLAN,
  RESOLVE,
  BLAME,
  'textDocument/nothingOfTheKind',
];

const step = fc.oneof(
  fc.record({ kind: fc.constant('edit' as const), range, text: words }),
  fc.record({ kind: fc.constant('replace' as const), text: fc.oneof({ weight: 6, arbitrary: words }, huge) }),
  fc.record({
    kind: fc.constant('ask' as const),
    method: fc.constantFrom(...METHODS),
    position,
    range,
    isCancelled: fc.boolean(),
    isElsewhere: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
  }),
  fc.constant({ kind: 'close' as const }),
  fc.record({ kind: fc.constant('open' as const), language: fc.constantFrom('shellscript', 'yaml'), text: words }),
);

let client: Client;
/** The texts that were sent, by document and version. */
const sent = new Map<string, TextDocument>();
const outside: string[] = [];
/** What the server could not do: it answers with nothing then, and says so in its log. */
const failed: string[] = [];
let ranges = 0;

beforeAll(async () => {
  client = await startClient('stdio');
  client.connection.onNotification('textDocument/publishDiagnostics', (report: PublishDiagnosticsParams) => {
    const text = sent.get(`${report.uri} ${report.version}`);
    if (text) look(report.diagnostics, text, 'diagnostics');
  });
  client.connection.onNotification('window/logMessage', ({ type, message }: LogMessageParams) => {
    if (type === MessageType.Error) failed.push(message);
  });
});
afterAll(async () => {
  expect(await client.stop()).toBe(0);
});

/** Notes every range in an answer that is not one of the text. */
function look(answer: unknown, text: TextDocument, from: string): void {
  if (typeof answer !== 'object' || answer === null) return;
  if ('start' in answer && 'end' in answer) ranges++;
  if ('start' in answer && 'end' in answer && !isWithin(answer as Range, text)) {
    outside.push(`${from}: ${JSON.stringify(answer)} in ${JSON.stringify(text.getText().slice(0, 500))}`);
  }
  for (const each of Object.values(answer)) look(each, text, from);
}

const isWithin = ({ start, end }: Range, text: TextDocument): boolean =>
  [start, end].every((each) => {
    const { line, character } = text.positionAt(text.offsetAt(each));
    return line === each.line && character === each.character;
  }) && text.offsetAt(start) <= text.offsetAt(end);

/** A range as editors send it with an edit: inside the text, and its start first. Questions are asked anywhere. */
function within({ start, end }: Range, text: TextDocument | undefined): Range {
  const [from = 0, to = 0] = [start, end].map((each) => text?.offsetAt(each) ?? 0).sort((a, b) => a - b);
  return { start: text?.positionAt(from) ?? start, end: text?.positionAt(to) ?? end };
}

let documents = 0;

it('answers whatever an editor does, and points nowhere outside the text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const uri = `file:///w/random-${documents++}`;
      let open: TextDocument | undefined;
      let version = 0;
      const answers: Promise<void>[] = [];
      const keep = (text: TextDocument): void => {
        open = text;
        sent.set(`${uri} ${text.version}`, TextDocument.create(uri, text.languageId, text.version, text.getText()));
      };
      for (const each of steps) {
        version++;
        if (each.kind === 'open' && !open) {
          keep(TextDocument.create(uri, each.language, version, each.text));
          const textDocument = { uri, languageId: each.language, version, text: each.text };
          void client.connection.sendNotification('textDocument/didOpen', { textDocument });
        } else if (each.kind === 'edit' || each.kind === 'replace') {
          // A text that is not open may be changed by a confused editor all the same.
          const contentChanges = [
            'range' in each ? { range: within(each.range, open), text: each.text } : { text: each.text },
          ];
          if (open) keep(TextDocument.update(open, contentChanges, version));
          void client.connection.sendNotification('textDocument/didChange', {
            textDocument: { uri, version },
            contentChanges,
          });
        } else if (each.kind === 'close') {
          open = undefined;
          void client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
        } else if (each.kind === 'ask') {
          const text = sent.get(`${uri} ${open?.version}`);
          const cancel = new CancellationTokenSource();
          const params = {
            textDocument: { uri: each.isElsewhere ? 'untitled:nobody knows' : uri },
            uri: each.isElsewhere ? 'untitled:nobody knows' : uri,
            position: each.position,
            range: each.range,
            context: { diagnostics: [], includeDeclaration: true },
            line: each.position.line,
            name: 'lr',
            message: 'x',
            version: '4.5.2',
            target: { kind: 'local', name: 'here' },
            storage: '/s',
          };
          const answer = client.connection.sendRequest(each.method, params, cancel.token);
          answers.push(
            answer.then(
              (value) => (text && !each.isElsewhere ? look(value, text, each.method) : undefined),
              // Cancelled, or a method that does not exist.
              (error: ResponseError<void>) => expect([-32800, -32601]).toContain(error.code),
            ),
          );
          if (each.isCancelled) cancel.cancel();
        }
      }
      await Promise.all(answers);
      void client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
      expect(outside).toEqual([]);
      expect(failed).toEqual([]);
    }),
    { numRuns: 25, seed: 29 },
  );
  expect(ranges).toBeGreaterThan(100);
}, 60_000);
