import type { Config, Entry, Exports, Scalar } from '../config/config';
import { findVariable } from '../config/lookup';
import { changeFacts, type Facts, factsOf, replaceVariables } from './facts';
import type { FactsContext } from './givens';
import { divideEvenly } from './parallelLayout';

/**
 * The values of a run that are only defaults, since the caller may set them: `${NNODES:-1}`, or NNODES itself where the
 * text does not set it. Conclusions from them hold only unless they are set elsewhere.
 */

/** Limit of the names that are told apart. Scripts written by hand have fewer. */
const MAX_NAMES = 100;

/** Returns the variables of the caller that values of the run depend on. */
export function listDefaultNames(facts: Facts): readonly string[] {
  const { config, sizeDefaults, catalog } = facts;
  const own = new Map(config.variables.map((entry) => [entry.name, entry]));
  const variables = catalog.environment.flatMap(({ name }) => own.get(name) ?? config.exports?.find(name) ?? []);
  const names = [
    ...sizeDefaults.flatMap((each) => each.names),
    ...[...variables, ...config.flags].flatMap(({ values }) => values.flatMap(({ defaults = [] }) => defaults)),
    ...(config.optionalArguments ?? []),
  ];
  return [...new Set(names)].slice(0, MAX_NAMES);
}

/** Returns the same run without knowledge of the values that depend on the given variables. */
export function hideDefaults(facts: Facts, names: ReadonlySet<string>): Facts {
  const { config, context, sizeDefaults } = facts;
  const isHidden = ({ defaults = [] }: Scalar): boolean => defaults.some((name) => names.has(name));
  const hideScalar = (scalar: Scalar): Scalar =>
    isHidden(scalar) ? { ...scalar, text: '', value: undefined } : scalar;
  const hideEntry = (entry: Entry): Entry =>
    entry.values.some(isHidden) ? { ...entry, values: entry.values.map(hideScalar) } : entry;
  const hiddenSizes = sizeDefaults.filter((each) => each.names.some((name) => names.has(name)));
  const hasOptionalArguments = config.optionalArguments?.some((name) => names.has(name)) ?? false;
  const flags = config.flags.map(hideEntry);
  const hidden: Config = {
    ...config,
    flags,
    variables: [
      ...config.variables.map(hideEntry),
      ...hiddenSizes.map(({ factor }) => createUnknownVariable(config, factor)),
    ],
    ...(config.exports && { exports: mapExports(config.exports, hideEntry) }),
    ...(config.processTotal && { processTotal: hideScalar(config.processTotal) }),
    mayHaveMoreFlags: config.mayHaveMoreFlags || hasOptionalArguments,
  };
  const areFlagsKnown = !hasOptionalArguments && flags.every((entry, index) => entry === config.flags[index]);
  return areFlagsKnown ? replaceVariables(facts, hidden) : factsOf(hidden, hideModel(context, names));
}

/** Hides the numbers of a model that the run has only by default. */
const hideModel = (context: FactsContext, names: ReadonlySet<string>): FactsContext =>
  context.modelDefaults?.some((name) => names.has(name)) ? { ...context, model: undefined } : context;

/** A variable with an unknown value, at the place of the one that it replaces. */
function createUnknownVariable(config: Config, name: string): Entry {
  const existing = findVariable(config, name);
  const { key, fullSpan } = existing ?? { key: config.head, fullSpan: config.head };
  return { kind: 'env', name, key, fullSpan, values: [{ text: '', span: key, value: undefined }] };
}

const mapExports = ({ find, entries, findUnexported }: Exports, map: (entry: Entry) => Entry): Exports => ({
  find: (name) => {
    const entry = find(name);
    return entry && map(entry);
  },
  entries: () => entries().map(map),
  findUnexported,
});

/** Usual numbers of nodes. A multiple of one of them rarely allows what that one does not. */
const NODE_COUNTS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 96, 128, 256, 512];
const PROCESS_COUNTS = Array.from({ length: 16 }, (_, index) => index + 1);

/** Node counts that are tried together with numbers of processes. */
const FEW_NODE_COUNTS = [1, 2, 3, 4, 5, 6, 7, 8, 16, 32];

/**
 * Returns the run at every usual size, if nothing but its size depends on the given variables; undefined otherwise. Runs
 * whose GPUs cannot hold whole copies of the model are left out: they fail anyway.
 */
export function listOtherSizes(facts: Facts, names: ReadonlySet<string>): Iterable<Facts> | undefined {
  const { config, sizeDefaults } = facts;
  const factors = sizeDefaults.filter((each) => each.names.some((name) => names.has(name))).map(({ factor }) => factor);
  const isForSize = ({ name }: Entry): boolean => name === 'NNODES' || name === 'NPROC_PER_NODE';
  const dependsOnNames = ({ values }: Entry): boolean =>
    values.some(({ defaults = [] }) => defaults.some((name) => names.has(name)));
  const others = [...config.flags, ...config.variables.filter((entry) => !isForSize(entry))];
  const isOptional = config.optionalArguments?.some((name) => names.has(name)) ?? false;
  if (factors.length === 0 || isOptional || config.processTotal || others.some(dependsOnNames)) return undefined;
  return iterateSizes(facts, factors);
}

function* iterateSizes(facts: Facts, factors: readonly string[]): Generator<Facts> {
  const isAlone = factors.length === 1;
  const nodeCounts = factors.includes('NNODES') ? (isAlone ? NODE_COUNTS : FEW_NODE_COUNTS) : [undefined];
  const processCounts = factors.includes('NPROC_PER_NODE') ? PROCESS_COUNTS : [undefined];
  for (const nodes of nodeCounts) {
    const sized = nodes === undefined ? facts : changeFacts(facts, 'NNODES', nodes);
    for (const processes of processCounts) {
      const changed = processes === undefined ? sized : changeFacts(sized, 'NPROC_PER_NODE', processes);
      const { worldSize, modelParallel } = changed.layout;
      const isIndivisible =
        worldSize !== undefined &&
        modelParallel !== undefined &&
        modelParallel > 0 &&
        divideEvenly(worldSize, modelParallel) === undefined;
      if (!isIndivisible) yield changed;
    }
  }
}
