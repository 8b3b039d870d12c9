import {
  type CodeActionParams,
  type CompletionItem,
  type CompletionList,
  type DocumentDiagnosticParams,
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  type FullDocumentDiagnosticReport,
  MarkupKind,
  type TextDocumentPositionParams,
} from 'vscode-languageserver';
import type { Topic } from '../core/features/completion/item';
import { provideCodeActions } from './actions';
import { toCompletionItem, toHover } from './convert';
import { guardRequest } from './handler';
import { openAt, type RequestContext } from './requestContext';

const NO_FINDINGS: FullDocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };

/** Answers requests at the cursor, and those for findings and their fixes. */
export function registerEditingRequests({ connection, service, documents, log }: RequestContext): void {
  connection.onCompletion(
    guardRequest(log, 'completion', [] as CompletionItem[] | CompletionList, (params: TextDocumentPositionParams) => {
      const open = openAt(documents, params);
      const completions = open ? service.complete(open.document, open.offset) : [];
      const items = open ? completions.map((each) => toCompletionItem(open.texts.own, each)) : [];
      // Matching values depend on the typed part, so the editor requests them again with each character.
      return completions.some(({ kind }) => kind === 'value') ? { isIncomplete: true, items } : items;
    }),
  );
  connection.onCompletionResolve(
    guardRequest(log, 'completionResolve', { label: '' }, (item: CompletionItem): CompletionItem => {
      const value = item.data ? service.describeTopic(item.data as Topic) : undefined;
      return value ? { ...item, documentation: { kind: MarkupKind.Markdown, value } } : item;
    }),
  );
  connection.onHover(
    guardRequest(log, 'hover', null, (params: TextDocumentPositionParams) => {
      const open = openAt(documents, params);
      const hover = open && service.provideHover(open.document, open.offset);
      return open && hover ? toHover(open.texts.own, hover) : null;
    }),
  );
  connection.onCodeAction(
    guardRequest(log, 'codeAction', [], (params: CodeActionParams) => {
      const open = documents.get(params.textDocument.uri);
      return open ? provideCodeActions(service, open, params, documents.settings().opensPages) : [];
    }),
  );
  // Answered for every client. Clients that only support pull diagnostics get no push.
  connection.onRequest(
    DocumentDiagnosticRequest.method,
    guardRequest(
      log,
      'diagnostic',
      NO_FINDINGS,
      ({ textDocument }: DocumentDiagnosticParams): FullDocumentDiagnosticReport => {
        return { ...NO_FINDINGS, items: documents.diagnostics(textDocument.uri) };
      },
    ),
  );
}
