import * as vscode from 'vscode';
import { type Target, TOOL, type ToolParams, type ToolResult } from '../../server/src/lsp/protocol';
import type { Server } from './languageClient';

/** The part of the API for tools of language models that newer editors than the oldest supported one have. */
interface ToolApi {
  lm?: {
    registerTool?: (
      name: string,
      tool: { invoke: (call: { input: unknown }) => Promise<unknown> },
    ) => vscode.Disposable;
  };
  LanguageModelToolResult: new (parts: readonly unknown[]) => unknown;
  LanguageModelTextPart: new (text: string) => unknown;
}

/** The tools of the manifest begin with this; the rest is the name of the server's tool. */
const PREFIX = 'preflight_';

/**
 * Registers the tools of the manifest where the editor has an API for them. The server answers, and nothing runs; in a
 * browser, which has no files, it says so. `listTargets` lists the launch targets that a plan may name.
 */
export function registerLanguageModelTools(
  context: vscode.ExtensionContext,
  server: Server,
  listTargets: () => readonly Target[] = () => [],
): void {
  const { lm, LanguageModelToolResult, LanguageModelTextPart } = vscode as unknown as ToolApi;
  if (!lm?.registerTool) return;
  const tools: { name: string }[] = context.extension.packageJSON.contributes.languageModelTools;
  for (const { name } of tools) {
    const invoke = async ({ input }: { input: unknown }): Promise<unknown> => {
      const client = await server.ensureRunning();
      const params: ToolParams = { name: name.slice(PREFIX.length), input, targets: listTargets() };
      const { text, isError } = await client.sendRequest<ToolResult>(TOOL, params);
      // An agent reads the message of an error as the reason why a call failed.
      if (isError) throw new Error(text);
      return new LanguageModelToolResult([new LanguageModelTextPart(text)]);
    };
    context.subscriptions.push(lm.registerTool(name, { invoke }));
  }
}
