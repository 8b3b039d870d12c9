import type * as vscode from 'vscode';
import { PLAN, type PlanParams, type PlanResult, type Target } from '../../../../server/src/lsp/protocol';
import type { Server } from '../../languageClient';
import { showInformation } from '../../notify';
import type { ShownPlan } from './planDocuments';

/** Position of a command in its file: its index, or a line. */
type CommandPosition = { index: number } | { line: number };

/** Requests a plan from the server; undefined when the file has no training command. */
export type RequestPlan = (
  uri: vscode.Uri,
  position: CommandPosition,
  target: Target,
) => Promise<ShownPlan | undefined>;

/** Creates the request for plans whose files belong into the folder `storage`. */
export const createPlanRequest =
  (server: Server, storage: vscode.Uri): RequestPlan =>
  async (uri, position, target) => {
    const client = await server.ensureRunning();
    const params: PlanParams = { uri: uri.toString(), target, storage: storage.fsPath, ...position };
    const plan = await client.sendRequest<PlanResult | null>(PLAN, params);
    if (!plan) {
      void showInformation('This file has no megatron command.');
      return undefined;
    }
    return { plan, target, source: { uri: uri.toString(), line: plan.line } };
  };
