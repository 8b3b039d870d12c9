import { findVariable } from '../config/lookup';
import type { Facts } from '../facts/facts';
import { findGiven, isVariableName } from '../facts/givens';
import { flagValue } from '../facts/values';

/** Values worth trying in place of a size that some rule rejects. */

/** One setting, a flag or a launcher variable, with a value to try. */
export interface Trial {
  name: string;
  from: number | undefined;
  to: number;
}

/** Values of each setting that take part in a pair: the closest ones. */
const MAX_PAIR_VALUES = 10;

/** Sizes of the model itself. Another value would train another model, so only the user can correct them. */
const MODEL_SIZES = new Set([
  'ffn_hidden_size',
  'hidden_size',
  'kv_channels',
  'moe_ffn_hidden_size',
  'num_attention_heads',
  'num_experts',
  'num_layers',
  'num_query_groups',
]);

/** Returns the values to try for a setting; none for a flag that the release does not have, which repairs nothing. */
export function listTrials(facts: Facts, name: string): Trial[] {
  const { catalog, release, config, lastByName } = facts;
  if (MODEL_SIZES.has(name)) return [];
  const exists = (): boolean => catalog.view(release.version, config.command).forms.has(name);
  if (!isVariableName(name) && !lastByName.has(name) && !exists()) return [];
  const from = currentNumberOf(facts, name);
  // A second node needs a rank and an address, and is not the answer to a wrong size.
  if (name === 'NNODES' && (from ?? 1) === 1) return [];
  const values = (CANDIDATE_VALUES[name] ?? (() => listUpTo(64)))(facts, from ?? 1);
  return [...new Set(values)].filter((to) => to !== from).map((to) => ({ name, from, to }));
}

/** The distance that is added to a number of GPUs, which a machine has or lacks, so that every other setting is nearer. */
const GPUS_DISTANCE = 10;

/** The distance that is added to a parallel size that is not a power of two, which few models can be split by. */
const ODD_SIZE_DISTANCE = 1;

/** Returns the distance of a value from the present one: doubling and halving are equally far, a setting that is not written is farthest. */
export const distanceOf = ({ name, from, to }: Trial): number =>
  (isVariableName(name) ? GPUS_DISTANCE : 0) +
  (name.endsWith('_parallel_size') && !Number.isInteger(Math.log2(to)) ? ODD_SIZE_DISTANCE : 0) +
  (from === undefined || from <= 0 ? 1 + Math.log2(to + 1) : Math.abs(Math.log2(to / from)));

/** All pairs of close values of two settings, one from each side. */
export const crossTrials = (left: readonly Trial[][], right: readonly Trial[][]): Trial[][] =>
  left.flatMap((leftTrials) =>
    right.flatMap((rightTrials) => takeClosest(leftTrials).flatMap((a) => takeClosest(rightTrials).map((b) => [a, b]))),
  );

/** All pairs of close values of two different settings of one list. */
export function pairTrials(trials: readonly Trial[][]): Trial[][] {
  const closest = trials.map(takeClosest);
  return closest.flatMap((left, index) =>
    closest.slice(index + 1).flatMap((right) => left.flatMap((a) => right.map((b) => [a, b]))),
  );
}

/** All triples of powers of two of three different settings: sizes that must all shrink to fit a number of GPUs. */
export function tripleTrials(trials: readonly Trial[][]): Trial[][] {
  const powers = trials.map((each) =>
    each.filter(({ to }) => Number.isInteger(Math.log2(to))).slice(0, MAX_PAIR_VALUES),
  );
  return powers.flatMap((first, i) =>
    powers
      .slice(i + 1)
      .flatMap((second, j) =>
        powers
          .slice(i + j + 2)
          .flatMap((third) => first.flatMap((a) => second.flatMap((b) => third.map((c) => [a, b, c])))),
      ),
  );
}

const takeClosest = (trials: readonly Trial[]): Trial[] =>
  [...trials].sort((a, b) => distanceOf(a) - distanceOf(b)).slice(0, MAX_PAIR_VALUES);

const PARALLEL_SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 32, 40, 48, 64];

/** Candidate values by setting. A setting without a row gets small whole numbers. */
const CANDIDATE_VALUES: Readonly<Record<string, (facts: Facts, from: number) => number[]>> = {
  tensor_model_parallel_size: listParallelSizes,
  pipeline_model_parallel_size: listParallelSizes,
  context_parallel_size: listParallelSizes,
  expert_model_parallel_size: listParallelSizes,
  expert_tensor_parallel_size: listParallelSizes,
  // Machines have up to 8 GPUs, few of them 16.
  NPROC_PER_NODE: (_, from) => listUpTo(from > 8 ? 16 : 8),
  NNODES: () => PARALLEL_SIZES,
  micro_batch_size: () => listUpTo(16),
  // A single completion has nothing to be compared with.
  num_generations: () => listUpTo(64).slice(1),
  global_batch_size: ({ layout }, from) => listMultiplesNear(layout.samplesAtOnce, from),
  generation_batch_size: ({ layout }, from) => listMultiplesNear(layout.globalBatchSize, from),
  // A vocabulary can only grow.
  padded_vocab_size: ({ layout }, from) => [
    Math.ceil(from / (layout.tensorParallel ?? 1)) * (layout.tensorParallel ?? 1),
  ],
  max_length: (facts, from) => listLengthsNear(facts, from),
  // A length that is not written follows max_length, and samples would exceed any other value.
  seq_length: (facts, from) => (from > 1 ? listLengthsNear(facts, from) : []),
  packing_length: (facts, from) => (from > 1 ? listLengthsNear(facts, from) : []),
};

/** Sizes up to the number of GPUs, or up to the present size. */
function listParallelSizes({ layout }: Facts, from: number): number[] {
  return PARALLEL_SIZES.filter((size) => size <= Math.max(layout.worldSize ?? Number.POSITIVE_INFINITY, from));
}

const listUpTo = (max: number): number[] =>
  Array.from({ length: Math.max(0, Math.min(max, 128)) }, (_, index) => index + 1);

/** Multiples of a step around a number, and the number rounded both ways. */
function listMultiplesNear(step: number | undefined, target: number): number[] {
  if (step === undefined || step <= 0) return listUpTo(32);
  const middle = Math.max(1, Math.round(target / step));
  const multiples = listUpTo(Math.max(2 * middle, 16)).map((times) => times * step);
  return [...multiples, Math.max(1, Math.floor(target / step)) * step, Math.ceil(target / step) * step];
}

/** Lengths around a number that context parallelism can split, and the longest one that the model supports. */
function listLengthsNear(facts: Facts, from: number): number[] {
  const step = 2 * (facts.layout.contextParallel ?? 1);
  const maxPositions = flagValue(facts, 'max_position_embeddings');
  const lengths = typeof maxPositions === 'number' ? [from, maxPositions] : [from];
  const rounded = [Math.ceil(from / step) * step, ...lengths.map((length) => Math.floor(length / step) * step)];
  return rounded.filter((to) => to > 0);
}

/** The number that a flag or a variable of the config has now. */
function currentNumberOf(facts: Facts, name: string): number | undefined {
  const variable = findVariable(facts.config, name);
  if (variable) return Number(variable.values[0]?.value ?? Number.NaN) || undefined;
  const value = findGiven(facts, name)?.value ?? flagValue(facts, name);
  return typeof value === 'number' ? value : undefined;
}
