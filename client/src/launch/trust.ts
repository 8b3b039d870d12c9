import * as vscode from 'vscode';

/** Nothing starts in a workspace that the user does not trust. */
export function checkTrust(): boolean {
  if (vscode.workspace.isTrusted) return true;
  void vscode.window
    .showWarningMessage(
      'Launching is off in an untrusted workspace, since a launch runs what the files say.',
      'Manage Trust',
    )
    .then((choice) => choice && vscode.commands.executeCommand('workbench.trust.manage'));
  return false;
}
