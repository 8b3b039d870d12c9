import type * as Mcp from '../agents/serveMcp';

/** Loads the server for agents, which contains the SDK of its protocol, from its own bundle. */
export const loadMcp = (): typeof Mcp => require('./mcp.js') as typeof Mcp;
