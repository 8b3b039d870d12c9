import { URI } from 'vscode-uri';
import { guardRequest } from './handler';
import type { Machine } from './machine';
import { TOOL, type ToolParams, type ToolResult } from './protocol';
import type { RequestContext } from './requestContext';
import { folderSettingsOf } from './settings';

const NO_ANSWER: ToolResult = {
  text: 'Training Preflight reads no files in a browser. Open the folder in VS Code on a desktop or a remote machine.',
  isError: true,
};

/** Answers the tools of agents in the editor, with its open texts and its settings. */
export function registerToolRequests(
  { connection, service, documents, log }: RequestContext,
  createToolAnswers: Machine['createToolAnswers'],
): void {
  const uriOf = (path: string): string => URI.file(path).toString();
  let answer: ((params: ToolParams) => ToolResult) | undefined;
  connection.onRequest(
    TOOL,
    guardRequest(log, TOOL, NO_ANSWER, (params: ToolParams): ToolResult => {
      answer ??= createToolAnswers?.(service, {
        folders: documents.folders,
        interpreters: () => Object.values(documents.settings().folders).flatMap(({ interpreter }) => interpreter || []),
        openText: (path) => documents.get(uriOf(path))?.texts.own.getText(),
        contextOf: (path) => documents.settingsOf(uriOf(path)),
        interpreterOf: (path) => folderSettingsOf(documents.settings(), uriOf(path)).interpreter || undefined,
      });
      return answer?.(params) ?? NO_ANSWER;
    }),
  );
}
