import { estimateShape } from './estimateShape';
import type { RunShape } from './runShape';
import { type Setting, set } from './setting';
import { contentOfStages } from './stages';

/** Limits of a search that runs while the user types. */
const MAX_STAGES = 32;
const MAX_MOVES = 64;

/** GiB by which other stages must be emptier to be worth a change. */
const MIN_GAIN = 0.5;

/** The layers of each stage, and the part by which the longest stage takes longer. */
interface LevelStages {
  sizes: number[];
  slowdown: number;
}

/**
 * Finds the layers of each pipeline stage that bring their memory below a limit in GiB, or as near as possible, by moving
 * layers from the fullest stage to the emptiest one. Undefined if there is nothing to gain.
 */
export function levelStages(shape: RunShape, limit: number): LevelStages | undefined {
  const { parallel, predictors } = shape;
  const contents = contentOfStages(shape);
  if (parallel.pipeline === 1 || parallel.virtual > 1 || predictors > 0 || parallel.pipeline > MAX_STAGES)
    return undefined;
  const start = contents?.map(({ chunks }) => chunks.reduce((sum, { count }) => sum + count, 0)) ?? [];
  const startUses = usesOf(shape, start);
  if (!startUses) return undefined;
  let best = { sizes: start, uses: startUses };
  for (let move = 0; move < MAX_MOVES; move += 1) {
    const sizes = moveLayer(best.sizes, best.uses);
    const uses = sizes && usesOf(shape, sizes);
    if (!sizes || !uses || Math.max(...uses) >= Math.max(...best.uses)) break;
    best = { sizes, uses };
    if (Math.max(...uses) < limit) break;
  }
  if (Math.max(...startUses) - Math.max(...best.uses) < MIN_GAIN) return undefined;
  return { sizes: best.sizes, slowdown: Math.max(...best.sizes) / Math.max(...start) - 1 };
}

/** Moves a layer from the fullest stage to the emptiest one; each keeps at least one. */
function moveLayer(sizes: readonly number[], uses: readonly number[]): number[] | undefined {
  const fullest = uses.indexOf(Math.max(...uses));
  const emptiest = uses.indexOf(Math.min(...uses));
  if (fullest === emptiest || (sizes[fullest] ?? 0) <= 1) return undefined;
  return sizes.map((size, stage) => size - Number(stage === fullest) + Number(stage === emptiest));
}

/** The memory of each stage with other numbers of layers. */
function usesOf(shape: RunShape, sizes: readonly number[]): number[] | undefined {
  const split = { countsEmbedding: false, countsLoss: false, stages: stagesOfSizes(sizes) };
  return estimateShape({ ...shape, split })?.stages.map(({ used }) => used);
}

const stagesOfSizes = (sizes: readonly number[]): string[] =>
  sizes.map((size, stage) => `${stage === 0 ? 'E' : ''}${'t'.repeat(size)}${stage === sizes.length - 1 ? 'L' : ''}`);

/**
 * Returns the flags for stages of some sizes: those of the first and the last stage, or a layout if others differ.
 * `isUneven` says that the run has such flags, which then get values of their own.
 */
export function settingsOfStages(sizes: readonly number[], isUneven: boolean): Setting[] {
  const [first = 0, last = 0] = [sizes[0], sizes.at(-1)];
  const middle = sizes.slice(1, -1);
  if (middle.every((size) => size === middle[0])) {
    const isFirstEqual = !isUneven && middle.length > 0 && first === middle[0];
    const isLastEqual = !isUneven && middle.length > 0 && last === middle[0];
    return [
      ...(isFirstEqual ? [] : [set('decoder_first_pipeline_num_layers', first)]),
      ...(isLastEqual ? [] : [set('decoder_last_pipeline_num_layers', last)]),
    ];
  }
  const stages = sizes.map(
    (size, stage) => `${stage === 0 ? 'E' : ''}t*${size}${stage === sizes.length - 1 ? 'L' : ''}`,
  );
  return [set('pipeline_model_parallel_layout', stages.join('|'))];
}
