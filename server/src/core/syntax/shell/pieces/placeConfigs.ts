import type { Config, SbatchDirective } from '../../../config/config';
import { createShift, renewShift, shiftConfig } from '../../../config/shiftedConfig';
import type { Definition } from '../interpreter/functions';
import type { FinishedScript } from './finishPieces';
import type { PieceTable } from './pieceTable';

/** The commands of a script at their offsets in the text. */
export interface PlacedConfigs {
  configs: Config[];
  undecided: Config[];
  /** The commands with the directives of the script, which are those of the same indices before they were moved. */
  attached: readonly Config[];
  finished: FinishedScript;
}

/** The version before, as far as its commands may stay as they are. */
interface EarlierVersion {
  table: PieceTable;
  definitions: readonly Definition[];
  uncalled: unknown;
  directives: readonly SbatchDirective[];
  placed: PlacedConfigs;
}

/** Places the commands of a script at their offsets. Those before the change are the same objects as before. */
export function placeConfigs(
  finished: FinishedScript,
  version: Pick<EarlierVersion, 'table' | 'definitions' | 'uncalled' | 'directives'>,
  keptCount: number,
  before: EarlierVersion | undefined,
): PlacedConfigs {
  const shift = createShift(version.table.toOffsets, version.directives);
  const staysInPlace = createStayTest(finished, version, keptCount, before);
  const attached = attachDirectives(finished.configs, version.directives, before);
  const configs = attached.map((config, index) =>
    before?.placed.attached[index] === config && staysInPlace(finished.configs[index] as Config)
      ? renewShift(before.placed.configs[index] as Config, shift)
      : shiftConfig(config, shift),
  );
  return { configs, undecided: finished.undecided.map((config) => shiftConfig(config, shift)), attached, finished };
}

/** Attaches the directives of a script to its commands; the result is the same as before if only their offsets differ. */
function attachDirectives(
  configs: readonly Config[],
  directives: readonly SbatchDirective[],
  before: EarlierVersion | undefined,
): readonly Config[] {
  if (directives.length === 0) return configs;
  const known = new Map<Config, Config>();
  if (before && isSameButMoved(before.directives, directives))
    for (const [index, config] of before.placed.finished.configs.entries()) {
      const attached = before.placed.attached[index];
      if (attached) known.set(config, attached);
    }
  return configs.map((config, index) => {
    const isFirst = index === 0;
    const same = known.get(config);
    return same?.sbatch?.isFirst === isFirst ? same : { ...config, sbatch: { directives, isFirst } };
  });
}

/**
 * Returns a test of whether nothing that a command refers to has moved: it is before the change, and depends on no piece
 * and no function that is not.
 */
function createStayTest(
  { groups }: FinishedScript,
  version: Pick<EarlierVersion, 'table' | 'definitions' | 'uncalled' | 'directives'>,
  keptCount: number,
  before: EarlierVersion | undefined,
): (config: Config) => boolean {
  const firstChanged = version.table.pieces[keptCount]?.source.base ?? Number.POSITIVE_INFINITY;
  const mayMove =
    !before ||
    before.directives !== version.directives ||
    [before, version].some(
      ({ uncalled, definitions, table }) =>
        uncalled !== undefined ||
        definitions.some(({ source }) => source.base >= (table.pieces[keptCount]?.source.base ?? firstChanged)),
    );
  const grouped = new Set(groups.flatMap(({ walk }) => [...walk.configs, ...walk.undecided]));
  return (config) => !mayMove && config.fullSpan.end < firstChanged && !grouped.has(config);
}

/** Returns the directives of the version before if the present ones are the same. */
export const keepDirectives = (
  directives: readonly SbatchDirective[],
  before: readonly SbatchDirective[] = [],
): readonly SbatchDirective[] =>
  isSameButMoved(directives, before) &&
  directives.every(({ fullSpan }, index) => fullSpan.start === before[index]?.fullSpan.start)
    ? before
    : directives;

/** Whether two lists of directives are the same except for their offsets. */
const isSameButMoved = (a: readonly SbatchDirective[], b: readonly SbatchDirective[]): boolean =>
  a === b || JSON.stringify(a.map(describeDirective)) === JSON.stringify(b.map(describeDirective));

const describeDirective = ({ option, key, value, isAfterCommand, fullSpan }: SbatchDirective): unknown[] => [
  [option, value?.value, value?.isAttached, isAfterCommand],
  [key, fullSpan, ...(value ? [value.span] : [])].flatMap(({ start, end }) => [
    start - fullSpan.start,
    end - fullSpan.start,
  ]),
];
