import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SERVER } from '../support/lsp';
import { METHODS } from '../support/randomEditor';
import type { Random } from './random';

// Bytes that no editor sends, to the standard input of a server: it answers afterwards, or it ends and says why.

const MAX_WAIT_MS = 30_000;
const MAX_RESIDENT_BYTES = 500_000_000;
const URI = 'file:///w/frames.sh';

const createFrame = (body: string): Buffer => {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(`Content-Length: ${bytes.length}\r\n\r\n`), bytes]);
};
const createMessage = (message: object): Buffer => createFrame(JSON.stringify({ jsonrpc: '2.0', ...message }));

/** Headers after which nothing can be read. */
const BROKEN_HEADERS = [
  'Foo: bar\r\n\r\n',
  'Content-Length 5\r\n\r\nhello',
  'Content-Length: -5\r\n\r\n',
  'Content-Length: abc\r\n\r\n{}',
  'Content-Length: 1e3\r\n\r\n{}',
  'Content-Length: 99999999999999\r\n\r\n{}',
  'Content-Length: 4294967296\r\n\r\n{}',
  'Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
  'x'.repeat(100_000),
  `Content-Length: ${'9'.repeat(3000)}\r\n\r\n`,
];

/** Bodies that are not messages. */
const BROKEN_BODIES = [
  '{"jsonrpc":"2.0","id":5,"meth',
  '5',
  'null',
  '[]',
  '""',
  '',
  '{}',
  '\u0000',
  '[{"jsonrpc":"2.0","id":9,"method":"shutdown"}]',
  '{"jsonrpc":"2.0","id":{},"method":"textDocument/hover"}',
  '{"jsonrpc":"2.0","id":1e999,"method":"textDocument/hover"}',
  '{"__proto__":{"id":1},"jsonrpc":"2.0","method":"__proto__","id":2}',
  '['.repeat(100_000),
];

const NOTIFICATIONS = [
  'textDocument/didOpen',
  'textDocument/didChange',
  'textDocument/didClose',
  'textDocument/didSave',
  'textDocument/willSave',
  'workspace/didChangeConfiguration',
  'workspace/didChangeWatchedFiles',
  'workspace/didChangeWorkspaceFolders',
  'preflight/focus',
  'preflight/cursor',
  '$/cancelRequest',
  '$/setTrace',
  '$/progress',
  '$/unknown',
  'unknown',
];
const REQUESTS = [
  ...METHODS,
  'completionItem/resolve',
  'preflight/release',
  'preflight/setRelease',
  'preflight/migrate',
  'workspace/executeCommand',
  'constructor',
];
const VALUES: readonly unknown[] = [
  null,
  5,
  -1,
  1e300,
  '',
  'x',
  true,
  [],
  {},
  [null],
  { length: -1 },
  { uri: 5 },
  '\ud800',
];
const KEYS = [
  'textDocument',
  'uri',
  'position',
  'range',
  'context',
  'contentChanges',
  'settings',
  'line',
  'name',
  'message',
  'version',
  'target',
  'storage',
  'changes',
  'id',
  'data',
];

/** Parameters with wrong types: some keys are right, so that the others are read. */
function createWrongParams(random: Random): unknown {
  if (random.isOneIn(4)) return random.pick(VALUES);
  const params: Record<string, unknown> = {
    textDocument: { uri: URI, languageId: 'shellscript', version: 2, text: 'megatron sft' },
    uri: URI,
    position: { line: 0, character: 3 },
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 9 } },
  };
  for (let changes = 0; changes <= random.below(3); changes++) {
    const key = random.pick(KEYS);
    params[key] = random.isOneIn(3)
      ? { textDocument: random.pick(VALUES), start: random.pick(VALUES) }
      : random.pick(VALUES);
  }
  return params;
}

interface Conversation {
  child: ChildProcess;
  output: () => string;
  stderr: () => string;
}

function startConversation(): Conversation {
  const child = spawn(process.execPath, [SERVER, '--stdio'], { stdio: 'pipe' });
  let output = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  child.stdin.on('error', () => {});
  child.stdin.write(
    createMessage({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } }),
  );
  child.stdin.write(createMessage({ method: 'initialized', params: {} }));
  return { child, output: () => output, stderr: () => stderr };
}

/** Opens a document and hovers over a flag of it: the proof that a server works. */
function askForHover({ child }: Conversation, id: number): void {
  const textDocument = { uri: URI, languageId: 'shellscript', version: 1, text: 'megatron sft --packing true' };
  child.stdin?.write(createMessage({ method: 'textDocument/didOpen', params: { textDocument } }));
  const position = { line: 0, character: 16 };
  child.stdin?.write(
    createMessage({ id, method: 'textDocument/hover', params: { textDocument: { uri: URI }, position } }),
  );
}

async function waitFor(condition: () => boolean): Promise<boolean> {
  for (const started = Date.now(); !condition(); await sleep(10)) if (Date.now() - started > MAX_WAIT_MS) return false;
  return true;
}

/** The memory of a process; 0 on systems without /proc. */
export function readResidentBytes({ pid }: ChildProcess): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  } catch {
    return 0;
  }
}

const hasEnded = ({ child }: Conversation): boolean => child.exitCode !== null || child.signalCode !== null;

/** Sends broken headers, each to a server of its own, and returns what goes wrong. */
export async function checkBrokenHeaders(count: number, random: Random): Promise<string[]> {
  const problems: string[] = [];
  for (let index = 0; index < count; index++) {
    const header = BROKEN_HEADERS[index % BROKEN_HEADERS.length] ?? '';
    const conversation = startConversation();
    // A valid message may come first, and the header in two parts.
    if (random.isOneIn(2)) askForHover(conversation, 2);
    const cut = random.below(header.length);
    conversation.child.stdin?.write(header.slice(0, cut));
    conversation.child.stdin?.write(header.slice(cut));
    const name = JSON.stringify(header.slice(0, 60));
    if (!(await waitFor(() => hasEnded(conversation))))
      problems.push(`the server neither answers nor ends after ${name}`);
    else if (conversation.child.exitCode !== 1 || !/cannot be read/.test(conversation.stderr()))
      problems.push(`${name}: exit code ${conversation.child.exitCode}, ${conversation.stderr().slice(0, 500)}`);
    conversation.child.kill('SIGKILL');
  }
  return problems;
}

/** Sends valid frames with invalid contents to one server, and returns what goes wrong. */
export async function checkBrokenMessages(count: number, random: Random): Promise<string[]> {
  const problems: string[] = [];
  const conversation = startConversation();
  const { child, output, stderr } = conversation;
  for (let index = 0; index < count; index++) {
    const kind = index % 3;
    const params = createWrongParams(random);
    const sent =
      kind === 0
        ? createFrame(BROKEN_BODIES[(index / 3) % BROKEN_BODIES.length] ?? '')
        : kind === 1
          ? createMessage({ method: random.pick(NOTIFICATIONS), params })
          : createMessage({ id: `fuzz-${index}`, method: random.pick(REQUESTS), params });
    child.stdin?.write(sent);
    if (index % 20 !== 19 && index !== count - 1) continue;
    const id = 1000 + index;
    askForHover(conversation, id);
    const isAnswered = await waitFor(
      () => new RegExp(`"id":${id},"(?:result":\\{|error)`).test(output()) || hasEnded(conversation),
    );
    const name = sent.toString('utf8', 0, 300);
    if (hasEnded(conversation)) return [...problems, `the server ended at ${name}: ${stderr().slice(0, 500)}`];
    if (!isAnswered || !output().includes(`"id":${id},"result":{`)) problems.push(`no hover after ${name}`);
  }
  // A stack trace of our own code is an exception that only a guard has caught.
  for (const [trace] of output().matchAll(/"message":"[^"]*server\.js[^"]*/g)) problems.push(trace.slice(0, 500));
  if (stderr() !== '') problems.push(stderr().slice(0, 500));
  const residentBytes = readResidentBytes(child);
  if (residentBytes > MAX_RESIDENT_BYTES) problems.push(`the server uses ${residentBytes} bytes of memory`);
  child.kill('SIGKILL');
  return [...new Set(problems)];
}
