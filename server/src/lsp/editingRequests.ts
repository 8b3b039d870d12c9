import {
  type CodeActionParams,
  type DocumentDiagnosticParams,
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  type FullDocumentDiagnosticReport,
  type MarkupKind,
  type TextDocumentPositionParams,
} from 'vscode-languageserver';
import { provideCodeActions } from './actions';
import { toHover } from './convert';
import { guardRequest } from './handler';
import type { Machine } from './machine';
import { fixProjectFile, hoverProjectFile } from './projectAnswers';
import { provideRefactorings, type RefactoringSupport } from './refactorings';
import { openAt, projectAt, type RequestContext } from './requestContext';

const NO_FINDINGS: FullDocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };

/** Answers requests at the cursor, and those for findings and their fixes. */
export function registerEditingRequests(
  { connection, service, documents, log }: RequestContext,
  readNamedFiles: Machine['readNamedFiles'],
  refactoringSupport: () => RefactoringSupport,
  hoverFormats: () => readonly MarkupKind[] | undefined,
): void {
  connection.onHover(
    guardRequest(log, 'hover', null, (params: TextDocumentPositionParams) => {
      const project = projectAt(documents, params);
      if (project) return hoverProjectFile(service, project, params, hoverFormats());
      const open = openAt(documents, params);
      const isShort = documents.settings().hover === 'short';
      const hover = open && service.provideHover(open.document, open.offset, isShort);
      return open && hover ? toHover(open.texts.own, hover, hoverFormats()) : null;
    }),
  );
  connection.onCodeAction(
    guardRequest(log, 'codeAction', [], (params: CodeActionParams) => {
      const project = projectAt(documents, params);
      if (project) return fixProjectFile(service, project, params);
      const open = documents.get(params.textDocument.uri);
      if (!open) return [];
      return [
        ...provideCodeActions(service, open, params, documents.settings().runsCommands),
        ...provideRefactorings(
          service,
          open,
          params,
          refactoringSupport(),
          readNamedFiles,
          documents.settings().runsCommands,
        ),
      ];
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
