import type { Document } from '../core/document/document';
import type { Origin } from '../core/features/resolve';
import type { Service } from '../core/service';
import { positionsIn } from './positions';

/** The report of `preflight resolve`: what the trainer gets, word by word. Other tools rely on its shape. */
interface Resolution {
  version: 1;
  commands: {
    command: string;
    line: number;
    argv: { value: string | null; from: { path: string; line: number } }[];
    env: Record<string, { value: string | null; from: { path: string; line: number } }>;
  }[];
}

/** Resolves all commands of a document, or the one at a line (counted from 1). `pathOf` finds named files. */
export function resolveDocument(
  service: Service,
  path: string,
  document: Document,
  line: number | undefined,
  pathOf: (name: string) => string,
): Resolution {
  const here = positionsIn(document.text);
  const lineOf = ({ in: other, span }: Origin): number => {
    const join = [...document.joins.values()].find((each) => each.other.name === other);
    const position = other !== undefined && join ? positionsIn(join.other.document.text) : here;
    return position(span).start.line;
  };
  const place = (origin: Origin) => ({
    path: origin.in === undefined ? path : pathOf(origin.in),
    line: lineOf(origin),
    ...(origin.variable && { variable: origin.variable }),
  });
  const { configs } = document.reading;
  const at = line === undefined ? undefined : configs.findLast((config) => here(config.whole).start.line < line);
  const chosen = line === undefined ? configs : at ? [at] : configs.slice(0, 1);
  return {
    version: 1,
    commands: chosen.map((config) => {
      const { argv, env } = service.resolve(document, config);
      return {
        command: service.factsIn(document, config).config.command,
        line: here(config.head).start.line,
        argv: argv.map(({ value, from }) => ({ value, from: place(from) })),
        env: Object.fromEntries(
          env.flatMap(({ name, value, from, overridden }) =>
            overridden ? [] : [[name, { value, from: place(from) }]],
          ),
        ),
      };
    }),
  };
}
