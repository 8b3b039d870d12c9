import * as vscode from 'vscode';
import { BLAME, type Blame, type BlameParams } from '../../../../server/src/lsp/protocol';
import type { Server } from '../../languageClient';
import type { SubmittedJob } from './job';

/** Returns the flags that the error of a job is about, at their current positions in the source. */
export async function requestBlames({ source, cause }: SubmittedJob, server: Server): Promise<Blame[]> {
  if (!cause) return [];
  try {
    await vscode.workspace.openTextDocument(vscode.Uri.parse(source.uri));
    const client = await server.ensureRunning();
    const params: BlameParams = { uri: source.uri, line: source.line, message: cause.error };
    return await client.sendRequest<Blame[]>(BLAME, params);
  } catch {
    // The source no longer exists.
    return [];
  }
}
