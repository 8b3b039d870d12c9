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

const ORIGIN = Symbol('origin');

/** Returns the config as it was read: the same object for all versions of it that differ only in position. */
export const originOf = (config: Config & { [ORIGIN]?: Config }): Config => config[ORIGIN] ?? config;

/** Returns a config at its present place. Spans that are not used are not computed. */
export function shiftConfig(config: Config, shift: Shift): Config {
  const origin = originOf(config);
  let moved: Config | undefined;
  const move = (): Config => {
    const { exports: _, sbatch: __, ...rest } = origin;
    moved ??= mapConfigSpans(rest, shift.mapSpan);
    return moved;
  };
  const { flags: _, variables: __, positionals, problems, ...rest } = origin;
  const shifted: Config = {
    ...rest,
    head: shift.mapSpan(origin.head),
    fullSpan: shift.mapSpan(origin.fullSpan),
    get flags() {
      return move().flags;
    },
    get variables() {
      return move().variables;
    },
    positionals,
    problems,
    ...(origin.exports && { exports: shift.mapExports(origin.exports) }),
    ...(origin.sbatch && { sbatch: { directives: shift.directives, isFirst: origin.sbatch.isFirst } }),
  };
  if (positionals.length > 0) defineGetter(shifted, 'positionals', () => move().positionals);
  if (problems.length > 0) defineGetter(shifted, 'problems', () => move().problems);
  if (origin.configFile) defineGetter(shifted, 'configFile', () => move().configFile);
  if (origin.launchWords) defineGetter(shifted, 'launchWords', () => move().launchWords);
  return Object.defineProperty(shifted, ORIGIN, { value: origin });
}

const defineGetter = <Key extends keyof Config>(config: Config, key: Key, get: () => Config[Key]): void =>
  void Object.defineProperty(config, key, { enumerable: true, configurable: true, get });
