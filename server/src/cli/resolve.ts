import type { Config } from '../core/config/config';
import type { Document } from '../core/document/document';
import type { ResolvedRow } from '../core/features/printResolved';
import type { Origin } from '../core/features/resolve';
import type { Service } from '../core/service';
import { createPositionFinder } from './positions';

/** The report of `preflight resolve`: the arguments and variables that the trainer receives. Other tools rely on its shape. */
interface Resolution {
  version: 1;
  commands: {
    command: string;
    line: number;
    argv: Value[];
    env: Record<string, Value>;
    /** The number of GPUs that the rules count; absent if it is unknown. */
    gpus?: number;
  }[];
}

/** An argument or variable. The value is null if it is only known at run time, or if it is masked as a secret. */
interface Value {
  value: string | null;
  masked?: true;
  from: { path: string; line: number };
}

/** The part of a document to resolve: all commands, or the one at a line (counted from 1). */
export interface ResolveOptions {
  line: number | undefined;
  /** Prints the values of secrets. */
  showSecrets: boolean;
  /** Returns the path of a named file. */
  pathOf: (name: string) => string;
}

/** Resolves the commands of a document. */
export function resolveDocument(
  service: Service,
  path: string,
  document: Document,
  { line, showSecrets, pathOf }: ResolveOptions,
): Resolution {
  const findPosition = createPositionFinder(document.text);
  const lineOf = createLineFinder(document);
  const toLocation = (origin: Origin) => ({
    path: origin.in === undefined ? path : pathOf(origin.in),
    line: lineOf(origin),
    ...(origin.variable && { variable: origin.variable }),
  });
  const toValue = ({ value, masked, from }: { value: string | null; masked?: true; from: Origin }): Value => ({
    value,
    ...(masked && { masked }),
    from: toLocation(from),
  });
  return {
    version: 1,
    commands: selectConfigs(document, line).map((config) => {
      const { argv, env, gpus } = service.resolve(document, config, showSecrets);
      return {
        command: service.getFacts(document, config).config.command,
        line: findPosition(config.head).start.line,
        argv: argv.map(toValue),
        ...(gpus !== undefined && { gpus }),
        env: Object.fromEntries(
          env.flatMap((variable) => (variable.overridden ? [] : [[variable.name, toValue(variable)]])),
        ),
      };
    }),
  };
}

/** Prints the commands of a document for people, as *Show Resolved Command* does: secrets are references to variables. */
export function printResolved(
  service: Service,
  path: string,
  document: Document,
  { line, showSecrets }: ResolveOptions,
): string {
  const lineOf = createLineFinder(document);
  const locate = (origin: Origin): string => `${origin.in ?? path}:${lineOf(origin) + 1}`;
  return selectConfigs(document, line)
    .map((config) => service.describeResolved(document, config, path, locate, showSecrets))
    .map(printRows)
    .join('\n');
}

/** Prints the rows of a command, and after it where each comes from: a comment inside the command would end it. */
function printRows(rows: readonly ResolvedRow[]): string {
  const origins = rows.flatMap(({ text, origin }) =>
    origin === undefined ? [] : [`#   ${text.trim().split(/[ =]/, 1)[0]}: ${origin}`],
  );
  const lines = rows.map(({ text }) => text);
  return [...lines, ...(origins.length > 0 ? ['# Written at:', ...origins] : [])].map((line) => `${line}\n`).join('');
}

function createLineFinder(document: Document): (origin: Origin) => number {
  const findPosition = createPositionFinder(document.text);
  return ({ in: other, span }) => {
    const join = [...document.joins.values()].find((candidate) => candidate.other.name === other);
    const position = other !== undefined && join ? createPositionFinder(join.other.document.text) : findPosition;
    return position(span).start.line;
  };
}

function selectConfigs({ text, reading: { configs } }: Document, line: number | undefined): readonly Config[] {
  if (line === undefined) return configs;
  const findPosition = createPositionFinder(text);
  const configAtLine = configs.findLast((config) => findPosition(config.fullSpan).start.line < line);
  return configAtLine ? [configAtLine] : configs.slice(0, 1);
}
