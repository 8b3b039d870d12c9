import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CancellationTokenSource, type ResponseError } from 'vscode-jsonrpc';
import { type LogMessageParams, MessageType, type PublishDiagnosticsParams, type Range } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Client, startClient } from '../support/lsp';
import { clampRange, createRequestParams, METHODS, PIECES } from '../support/randomEditor';

// An editor with random actions: the server must answer all of them, with ranges inside the requested text.

const texts = fc
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

const step = fc.oneof(
  fc.record({ kind: fc.constant('edit' as const), range, text: texts }),
  fc.record({ kind: fc.constant('replace' as const), text: fc.oneof({ weight: 6, arbitrary: texts }, huge) }),
  fc.record({
    kind: fc.constant('request' as const),
    method: fc.constantFrom(...METHODS),
    position,
    range,
    isCancelled: fc.boolean(),
    isUnknownDocument: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
  }),
  fc.constant({ kind: 'close' as const }),
  fc.record({ kind: fc.constant('open' as const), language: fc.constantFrom('shellscript', 'yaml'), text: texts }),
);

let client: Client;
/** The texts that were sent, by document and version. */
const sent = new Map<string, TextDocument>();
const outside: string[] = [];
/** Errors in the server's log, which it answers with an empty result. */
const failed: string[] = [];
let ranges = 0;

beforeAll(async () => {
  client = await startClient('stdio');
  client.connection.onNotification('textDocument/publishDiagnostics', (report: PublishDiagnosticsParams) => {
    const text = sent.get(`${report.uri} ${report.version}`);
    if (text) checkRanges(report.diagnostics, text, 'diagnostics');
  });
  client.connection.onNotification('window/logMessage', ({ type, message }: LogMessageParams) => {
    if (type === MessageType.Error) failed.push(message);
  });
});
afterAll(async () => {
  expect(await client.stop()).toBe(0);
});

/** Collects every range in an answer that is outside the text. */
function checkRanges(answer: unknown, text: TextDocument, from: string): void {
  if (typeof answer !== 'object' || answer === null) return;
  if ('start' in answer && 'end' in answer) ranges++;
  if ('start' in answer && 'end' in answer && !isWithin(answer as Range, text)) {
    outside.push(`${from}: ${JSON.stringify(answer)} in ${JSON.stringify(text.getText().slice(0, 500))}`);
  }
  for (const item of Object.values(answer)) checkRanges(item, text, from);
}

const isWithin = ({ start, end }: Range, text: TextDocument): boolean =>
  [start, end].every((each) => {
    const { line, character } = text.positionAt(text.offsetAt(each));
    return line === each.line && character === each.character;
  }) && text.offsetAt(start) <= text.offsetAt(end);

type Step<Kind> = Extract<typeof step extends fc.Arbitrary<infer S> ? S : never, { kind: Kind }>;

/** Sends a random request, and checks the ranges of its answer in the text of the document. */
async function sendRequest(uri: string, request: Step<'request'>, text: TextDocument | undefined): Promise<void> {
  const { method, position: at, isCancelled, isUnknownDocument } = request;
  const cancel = new CancellationTokenSource();
  const requested = isUnknownDocument ? 'untitled:unknown' : uri;
  const params = createRequestParams(requested, at, request.range);
  const answer = client.connection.sendRequest(method, params, cancel.token);
  if (isCancelled) cancel.cancel();
  await answer.then(
    (value) => (text && !isUnknownDocument ? checkRanges(value, text, method) : undefined),
    // Canceled, an unknown method, or a variable that cannot be renamed.
    (error: ResponseError<void>) => expect([-32800, -32601, -32803]).toContain(error.code),
  );
}

let documents = 0;

describe('the language server', () => {
  it('answers random requests with ranges inside the document', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const uri = `file:///w/random-${documents++}`;
        let open: TextDocument | undefined;
        let version = 0;
        const answers: Promise<void>[] = [];
        const remember = (text: TextDocument): void => {
          open = text;
          sent.set(`${uri} ${text.version}`, TextDocument.create(uri, text.languageId, text.version, text.getText()));
        };
        for (const each of steps) {
          version++;
          if (each.kind === 'open' && !open) {
            remember(TextDocument.create(uri, each.language, version, each.text));
            const textDocument = { uri, languageId: each.language, version, text: each.text };
            void client.connection.sendNotification('textDocument/didOpen', { textDocument });
          } else if (each.kind === 'edit' || each.kind === 'replace') {
            // A confused editor may change a text that is not open.
            const contentChanges = [
              'range' in each ? { range: clampRange(each.range, open), text: each.text } : { text: each.text },
            ];
            if (open) remember(TextDocument.update(open, contentChanges, version));
            void client.connection.sendNotification('textDocument/didChange', {
              textDocument: { uri, version },
              contentChanges,
            });
          } else if (each.kind === 'close') {
            open = undefined;
            void client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
          } else if (each.kind === 'request') {
            answers.push(sendRequest(uri, each, sent.get(`${uri} ${open?.version}`)));
          }
        }
        await Promise.all(answers);
        // Findings leave after a pause between edits.
        await new Promise((resolve) => setTimeout(resolve, 20));
        void client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
        expect(outside).toEqual([]);
        expect(failed).toEqual([]);
      }),
      { numRuns: 25, seed: 29 },
    );
    expect(ranges).toBeGreaterThan(100);
  }, 60_000);
});
