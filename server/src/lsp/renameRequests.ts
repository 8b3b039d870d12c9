import {
  LSPErrorCodes,
  type PrepareRenameResult,
  type RenameParams,
  ResponseError,
  type TextDocumentPositionParams,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { toRange, toTextEdits } from './convert';
import { guardRequest } from './handler';
import { openAt, type RequestContext } from './requestContext';

/** Answers requests to rename a variable of a script. The editor shows the reason of a refusal at the cursor. */
export function registerRenameRequests({ connection, service, documents, log }: RequestContext): void {
  type Refusable<R> = R | null | ResponseError<void>;
  const refuse = (reason: string): ResponseError<void> => new ResponseError(LSPErrorCodes.RequestFailed, reason);
  connection.onPrepareRename(
    guardRequest(log, 'prepareRename', null as Refusable<PrepareRenameResult>, (params: TextDocumentPositionParams) => {
      const open = openAt(documents, params);
      const found = open && service.findRenamableVariable(open.document, open.offset);
      if (!open || !found) return null;
      if ('reason' in found) return refuse(found.reason);
      return { range: toRange(open.texts.own, found.span), placeholder: found.name };
    }),
  );
  connection.onRenameRequest(
    guardRequest(log, 'rename', null as Refusable<WorkspaceEdit>, (params: RenameParams) => {
      const open = openAt(documents, params);
      if (!open) return null;
      const edits = service.renameVariable(open.document, open.offset, params.newName);
      if ('reason' in edits) return refuse(edits.reason);
      return { changes: { [open.texts.own.uri]: toTextEdits(open.texts.own, edits) } };
    }),
  );
}
