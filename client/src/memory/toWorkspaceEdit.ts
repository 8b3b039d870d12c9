import * as vscode from 'vscode';
import type { TextEdits } from '../../../server/src/lsp/memoryProtocol';

/** Converts edits to one edit of the workspace, which one undo step takes back. */
export function toWorkspaceEdit(edits: TextEdits): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const [address, changes] of Object.entries(edits))
    edit.set(
      vscode.Uri.parse(address),
      changes.map(({ range: { start, end }, newText }) =>
        vscode.TextEdit.replace(new vscode.Range(start.line, start.character, end.line, end.character), newText),
      ),
    );
  return edit;
}
