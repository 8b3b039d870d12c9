import type { Document } from '../core/document/document';
import type { Origin } from '../core/features/resolve';
import type { Service } from '../core/service';
import { createPositionFinder } from './positions';

/** The report of `preflight resolve`: the arguments and variables that the trainer receives. Other tools rely on its shape. */
interface Resolution {
  version: 1;
  commands: {
    command: string;
    line: number;
    argv: { value: string | null; from: { path: string; line: number } }[];
    env: Record<string, { value: string | null; from: { path: string; line: number } }>;
  }[];
}

/** Resolves all commands of a document, or the one at a line (counted from 1). `pathOf` returns the path of a named file. */
export function resolveDocument(
  service: Service,
  path: string,
  document: Document,
  line: number | undefined,
  pathOf: (name: string) => string,
): Resolution {
  const findPosition = createPositionFinder(document.text);
  const lineOf = ({ in: other, span }: Origin): number => {
    const join = [...document.joins.values()].find((candidate) => candidate.other.name === other);
    const position = other !== undefined && join ? createPositionFinder(join.other.document.text) : findPosition;
    return position(span).start.line;
  };
  const toLocation = (origin: Origin) => ({
    path: origin.in === undefined ? path : pathOf(origin.in),
    line: lineOf(origin),
    ...(origin.variable && { variable: origin.variable }),
  });
  const { configs } = document.reading;
  const configAtLine =
    line === undefined ? undefined : configs.findLast((config) => findPosition(config.fullSpan).start.line < line);
  const selectedConfigs = line === undefined ? configs : configAtLine ? [configAtLine] : configs.slice(0, 1);
  return {
    version: 1,
    commands: selectedConfigs.map((config) => {
      const { argv, env } = service.resolve(document, config);
      return {
        command: service.getFacts(document, config).config.command,
        line: findPosition(config.head).start.line,
        argv: argv.map(({ value, from }) => ({ value, from: toLocation(from) })),
        env: Object.fromEntries(
          env.flatMap(({ name, value, from, overridden }) =>
            overridden ? [] : [[name, { value, from: toLocation(from) }]],
          ),
        ),
      };
    }),
  };
}
