import type { Position, Range } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { BLAME, EXPLAIN, PLAN, RESOLVE, TOOL } from '../../server/src/lsp/protocol';

// The parts of an editor with random actions: texts, requests and ranges.

/** Texts that people type or paste, and texts that break a parser. */
export const PIECES = [
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

export const METHODS = [
  'textDocument/completion',
  'textDocument/hover',
  'textDocument/codeAction',
  'textDocument/diagnostic',
  'textDocument/codeLens',
  'textDocument/inlayHint',
  'textDocument/documentSymbol',
  'textDocument/foldingRange',
  'textDocument/definition',
  'textDocument/references',
  'textDocument/prepareRename',
  'textDocument/rename',
  'textDocument/documentLink',
  EXPLAIN,
  PLAN,
  RESOLVE,
  BLAME,
  TOOL,
  'textDocument/unknownMethod',
];

/** The parameters of any request: each method reads those that it knows. */
export const createRequestParams = (uri: string, position: Position, range: Range): object => ({
  textDocument: { uri },
  uri,
  position,
  range,
  newName: 'RENAMED',
  context: { diagnostics: [], includeDeclaration: true },
  line: position.line,
  name: 'lr',
  message: 'x',
  version: '4.5.2',
  target: { kind: 'local', name: 'here' },
  storage: '/s',
});

/** A range as editors send it with an edit: inside the text, start first. Requests may use any range. */
export function clampRange({ start, end }: Range, text: TextDocument | undefined): Range {
  const [from = 0, to = 0] = [start, end].map((each) => text?.offsetAt(each) ?? 0).sort((a, b) => a - b);
  return { start: text?.positionAt(from) ?? start, end: text?.positionAt(to) ?? end };
}
