import type { Command } from '../command';
import { checkCommand } from './check';
import { explainCommand } from './explain';
import { layoutsCommand } from './layouts';
import { mcpCommand } from './mcp';
import { memoryCommand } from './memory';
import { migrateCommand } from './migrate';
import { planCommand } from './plan';
import { resolveCommand } from './resolve';
import { schemaCommand } from './schema';
import { serverCommand } from './server';

/** All commands, in the order of the help. A new one is listed here and nowhere else. */
export const COMMANDS: readonly Command[] = [
  checkCommand,
  explainCommand,
  migrateCommand,
  resolveCommand,
  memoryCommand,
  layoutsCommand,
  planCommand,
  schemaCommand,
  serverCommand,
  mcpCommand,
];
