import * as vscode from 'vscode';
import { showWarning } from '../notify';

/** Whether programs may be started. Warns in a workspace that the user does not trust. */
export function checkTrust(): boolean {
  if (vscode.workspace.isTrusted) return true;
  void showWarning(
    'Launching is disabled in an untrusted workspace, since a launch runs commands from its files.',
    'Manage Trust',
  ).then((choice) => choice && vscode.commands.executeCommand('workbench.trust.manage'));
  return false;
}
