// Entry point of the bundle that answers agents: the command line loads it for `preflight mcp`, the server for tools of the
// editor.
export { readRulePages } from '../data/knowledge.node';
export { answerTool } from './answerTool';
export { createToolAnswers } from './toolAnswers';
export { TOOLS, toJsonSchema } from './tools';
export { createWorkspace } from './workspace';
