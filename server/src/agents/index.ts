// Entry point of the bundle that answers agents: the command line loads it for `preflight mcp`, the server for tools of the
// editor.
export { answerTool } from './answerTool';
export { TOOLS, toJsonSchema } from './tools';
export { createWorkspace } from './workspace';
