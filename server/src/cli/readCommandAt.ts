import type { Config } from '../core/config/config';
import type { Document } from '../core/document/document';
import type { Service } from '../core/service';
import { type CommandContext, parseLocation, readDocument, readText } from './files';
import { createPositionFinder } from './positions';
import { UsageError } from './usageError';

/** One command of a file. */
export interface CommandAt {
  path: string;
  /** Line of the command, counted from 1. */
  line: number;
  document: Document;
  config: Config;
}

/** Reads the command at `PATH:LINE`, or the first one of `PATH`. */
export function readCommandAt(
  service: Service,
  verb: string,
  positionals: readonly string[],
  context: CommandContext,
): CommandAt {
  const { path, line } = parseLocation(verb, positionals);
  const { document } = readDocument(service, path, readText(path), context);
  return { path, ...findCommandAt(document, path, line) };
}

/** Finds the command at a line of a document, counted from 1, or the first one. */
export function findCommandAt(document: Document, path: string, line: number | undefined): Omit<CommandAt, 'path'> {
  const findPosition = createPositionFinder(document.text);
  const { configs } = document.reading;
  const config =
    configs.findLast(({ fullSpan }) => line !== undefined && findPosition(fullSpan).start.line < line) ?? configs[0];
  if (!config) throw new UsageError(`${path} contains no megatron command`);
  return { line: findPosition(config.head).start.line + 1, document, config };
}
