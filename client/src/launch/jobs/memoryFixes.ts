import * as vscode from 'vscode';
import { MEMORY_FIXES, type MemoryFix, type MemoryFixesParams } from '../../../../server/src/lsp/memoryProtocol';
import type { Server } from '../../languageClient';
import { toWorkspaceEdit } from '../../memory/toWorkspaceEdit';
import { showWarning } from '../../notify';
import type { SubmittedJob } from './job';

/** Returns the changes of the source of a job after which it needs less memory; none if the source no longer exists. */
export async function requestMemoryFixes({ source }: SubmittedJob, server: Server): Promise<MemoryFix[]> {
  try {
    await vscode.workspace.openTextDocument(vscode.Uri.parse(source.uri));
    const client = await server.ensureRunning();
    const params: MemoryFixesParams = { uri: source.uri, line: source.line };
    return await client.sendRequest<MemoryFix[]>(MEMORY_FIXES, params);
  } catch {
    return [];
  }
}

/** Writes a change into the source of a job as it is now, and shows it. */
export async function applyMemoryFix(job: SubmittedJob, { title }: MemoryFix, server: Server): Promise<void> {
  // The file may have changed since the list was made.
  const fix = (await requestMemoryFixes(job, server)).find((each) => each.title === title);
  if (!fix || !(await vscode.workspace.applyEdit(toWorkspaceEdit(fix.edit)))) {
    void showWarning('The file has changed, so that this does not apply any more. Refresh the list of jobs.');
    return;
  }
  await vscode.window.showTextDocument(vscode.Uri.parse(job.source.uri));
}
