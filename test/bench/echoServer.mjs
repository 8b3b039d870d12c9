/**
 * A language server with fixed answers, by the same library as ours: the floor of the protocol. The first argument is a
 * file with its answer to completion. An edit that inserts text is answered with a diagnostic on its line, and one that
 * only deletes with none.
 */
import { readFileSync } from 'node:fs';
import { createConnection, ProposedFeatures, TextDocumentSyncKind } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

const completion = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
const texts = new Map();

connection.onInitialize(() => ({
  capabilities: {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    completionProvider: { resolveProvider: true },
    hoverProvider: true,
  },
}));
connection.onCompletion(() => completion);
connection.onHover(() => ({ contents: { kind: 'markdown', value: 'The same text for every place.' } }));

connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
  texts.set(uri, TextDocument.create(uri, languageId, version, text));
  report(uri, version, []);
});

connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
  texts.set(uri, TextDocument.update(texts.get(uri), contentChanges, version));
  const [{ text, range }] = contentChanges;
  report(uri, version, text === '' ? [] : [{ range, severity: 1, source: 'echo', message: 'This value is wrong.' }]);
});

const report = (uri, version, diagnostics) => connection.sendDiagnostics({ uri, version, diagnostics });

connection.onDidCloseTextDocument(({ textDocument }) => texts.delete(textDocument.uri));
connection.listen();
