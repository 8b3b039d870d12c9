import type { Config, Exports, SbatchDirective, Span } from './config';
import { mapConfigSpans, mapEntrySpans, mapExportSpans } from './mapSpans';

/**
 * Configs that moved in their text without a change. Most of them are never looked at again between two edits, so their
 * spans are computed when they are first used.
 */

/** The movement from the positions at which configs were read to the offsets of the present text. */
export interface Shift {
  mapSpan: (span: Span) => Span;
  /** Commands that get the same variables share one object here as well. */
  mapExports: (exports: Exports) => Exports;
  /** The present `#SBATCH` directives of the text, in place of those that were attached to a config. */
  directives: readonly SbatchDirective[];
}

export function createShift(mapSpan: (span: Span) => Span, directives: readonly SbatchDirective[] = []): Shift {
  const moved = new Map<Exports, Exports>();
  return {
    mapSpan,
    mapExports: (exports) => {
      const known = moved.get(exports) ?? mapExportSpans(exports, (entry) => mapEntrySpans(entry, mapSpan));
      moved.set(exports, known);
      return known;
    },
    directives,
  };
}

/** The config that another one was moved from, and the result once it is computed. */
interface Move {
  origin: Config;
  shift: Shift;
  moved?: Config;
}

const MOVE = Symbol('move');

type MovedConfig = Config & { [MOVE]?: Move };

/** Returns the config as it was read: the same object for all versions of it that differ only in position. */
export const originOf = (config: MovedConfig): Config => config[MOVE]?.origin ?? config;

/** The fields without spans that few configs have. */
const RARE_FIELDS = [
  ...(['variant', 'startsScript', 'optionalArguments', 'embedded', 'verbatim', 'onlyWordEdits'] as const),
  ...(['partial', 'reader', 'launcher'] as const),
];

/** Returns a config at its present place. Spans that are not used are not computed. */
export function shiftConfig(config: Config, shift: Shift): Config {
  const origin = originOf(config);
  const { syntax, command, positionals, mayHaveMoreFlags, problems, exports, sbatch } = origin;
  const moved: Partial<Config> = {
    syntax,
    command,
    fullSpan: shift.mapSpan(origin.fullSpan),
    mayHaveMoreFlags,
  };
  if (sbatch) moved.sbatch = { directives: shift.directives, isFirst: sbatch.isFirst };
  for (const field of RARE_FIELDS) if (origin[field] !== undefined) Object.assign(moved, { [field]: origin[field] });
  Object.defineProperties(moved, FLAGS_AND_VARIABLES);
  define(moved, 'head', isKey(origin.head, origin) ? HEAD : { enumerable: true, value: shift.mapSpan(origin.head) });
  if (exports) define(moved, 'exports', EXPORTS);
  define(moved, 'positionals', positionals.length > 0 ? POSITIONALS : { enumerable: true, value: positionals });
  define(moved, 'problems', problems.length > 0 ? PROBLEMS : { enumerable: true, value: problems });
  if (origin.configFile) define(moved, 'configFile', CONFIG_FILE);
  if (origin.launchWords) define(moved, 'launchWords', LAUNCH_WORDS);
  if (origin.lateVariables) define(moved, 'lateVariables', LATE_VARIABLES);
  return define(moved, MOVE, { value: { origin, shift } satisfies Move }) as Config;
}

/**
 * Uses a later movement for a config that stays where it is. The earlier one, and with it the version of the text that
 * it belongs to, is no longer needed.
 */
export function renewShift(config: MovedConfig, shift: Shift): Config {
  const move = config[MOVE];
  if (move) move.shift = shift;
  return config;
}

const define = (config: Partial<Config>, key: PropertyKey, property: PropertyDescriptor): Partial<Config> =>
  Object.defineProperty(config, key, property);

/** Computes all spans of a config that moved, once. */
function computeMove({ [MOVE]: move }: MovedConfig): Config | undefined {
  if (!move) return undefined;
  move.moved ??= moveConfig(move);
  return move.moved;
}

function moveConfig({ origin, shift: { mapSpan } }: Move): Config {
  const { exports: _, sbatch: __, lateVariables, ...rest } = origin;
  const moved = mapConfigSpans(rest, mapSpan);
  const key = findHeadKey(origin, moved);
  return {
    ...moved,
    ...(key && { head: key }),
    ...(lateVariables && { lateVariables: lateVariables.map((entry) => mapEntrySpans(entry, mapSpan)) }),
  };
}

/** Returns the key of a moved config that is also its head. */
function findHeadKey({ head, flags, variables }: Config, moved: Config): Span | undefined {
  if (flags[0]?.key === head) return moved.flags[0]?.key;
  return variables[0]?.key === head ? moved.variables[0]?.key : undefined;
}

/** Whether the head of a config is its first key, as in a config file: then it stays the same object as that key. */
const isKey = (head: Span, { flags, variables }: Config): boolean =>
  flags[0]?.key === head || variables[0]?.key === head;

/** Creates a property that is computed with the others. All configs share it, which keeps them small. */
const createLazy = (field: keyof Config): PropertyDescriptor => ({
  enumerable: true,
  configurable: true,
  get(this: MovedConfig) {
    return computeMove(this)?.[field];
  },
});

const FLAGS_AND_VARIABLES = { flags: createLazy('flags'), variables: createLazy('variables') };
const EXPORTS: PropertyDescriptor = {
  enumerable: true,
  configurable: true,
  get(this: MovedConfig) {
    const { origin, shift } = this[MOVE] ?? {};
    return origin?.exports && shift?.mapExports(origin.exports);
  },
};
const HEAD = createLazy('head');
const LATE_VARIABLES = createLazy('lateVariables');
const POSITIONALS = createLazy('positionals');
const PROBLEMS = createLazy('problems');
const CONFIG_FILE = createLazy('configFile');
const LAUNCH_WORDS = createLazy('launchWords');
