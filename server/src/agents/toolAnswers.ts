import type { Service } from '../core/service';
import { readRulePages } from '../data/knowledge.node';
import type { ToolEditor } from '../lsp/machine';
import type { ToolParams, ToolResult } from '../lsp/protocol';
import { answerTool } from './answerTool';
import { createWorkspace, type Workspace } from './workspace';

/** Creates the function that answers the tools of agents in an editor, with its folders, open texts and settings. */
export function createToolAnswers(service: Service, editor: ToolEditor): (params: ToolParams) => ToolResult {
  let known: { key: string; workspace: Workspace } | undefined;
  return ({ name, input, targets }) => {
    const confinement = { roots: editor.folders(), interpreters: editor.interpreters() };
    const key = JSON.stringify(confinement);
    if (known?.key !== key) known = { key, workspace: createWorkspace(service, confinement, editor) };
    const { workspace } = known;
    const agent = { service, workspace, rulePages: readRulePages, targets: Array.isArray(targets) ? targets : [] };
    return answerTool(agent, name, input);
  };
}
