import type { Config, Entry, Exports, Problem, SbatchDirective, Scalar, Span } from './config';
import { findConfigFlag } from './lookup';

/** Returns a copy of the config with every span mapped. */
export function mapConfigSpans(config: Config, mapSpan: (span: Span) => Span): Config {
  const mapScalar = (scalar: Scalar): Scalar => mapScalarSpans(scalar, mapSpan);
  const mapEntry = (entry: Entry): Entry => mapEntrySpans(entry, mapSpan, mapScalar);
  const flags = config.flags.map(mapEntry);
  const variables = config.variables.map(mapEntry);
  // The config file of `--config` is the same object as the value of that flag, and must stay so.
  const configFlag = findConfigFlag(config);
  const configFile = configFlag
    ? flags[config.flags.indexOf(configFlag)]?.values[0]
    : config.configFile && mapScalar(config.configFile);
  return {
    ...config,
    head: mapSpan(config.head),
    fullSpan: mapSpan(config.fullSpan),
    flags,
    variables,
    ...(config.exports && { exports: mapExportSpans(config.exports, mapEntry) }),
    positionals: config.positionals.map(mapScalar),
    ...(config.launchWords && { launchWords: config.launchWords.map(mapScalar) }),
    problems: mapProblemsSpans(config, [...variables, ...flags], mapSpan),
    ...(configFile && { configFile }),
    ...(config.sbatch && {
      sbatch: {
        directives: config.sbatch.directives.map((directive) => mapDirectiveSpans(directive, mapSpan)),
        isFirst: false,
      },
    }),
  };
}

const mapDirectiveSpans = (directive: SbatchDirective, mapSpan: (span: Span) => Span): SbatchDirective => ({
  ...directive,
  key: mapSpan(directive.key),
  fullSpan: mapSpan(directive.fullSpan),
  ...(directive.value && { value: { ...directive.value, span: mapSpan(directive.value.span) } }),
});

export const mapExportSpans = (
  { find, entries, findUnexported }: Exports,
  mapEntry: (entry: Entry) => Entry,
): Exports => {
  const mapFound = (entry: Entry | undefined): Entry | undefined => entry && mapEntry(entry);
  return {
    find: (name) => mapFound(find(name)),
    entries: () => entries().map(mapEntry),
    findUnexported: (name) => mapFound(findUnexported(name)),
  };
};

/** Maps problems and keeps their entries identical to the mapped entries of the config. */
function mapProblemsSpans(config: Config, mappedEntries: readonly Entry[], mapSpan: (span: Span) => Span): Problem[] {
  const mappedByEntry = new Map(
    [...config.variables, ...config.flags].map((entry, index) => [entry, mappedEntries[index]]),
  );
  const indexOfScalar = createScalarIndex();
  return config.problems.map((problem) =>
    mapOwnProblemSpans(problem, mapSpan, problem.entry && mappedByEntry.get(problem.entry), indexOfScalar),
  );
}

/** Returns a function that finds a value among those of its entry, which may have a problem with each of them. */
function createScalarIndex(): (entry: Entry, scalar: Scalar) => number | undefined {
  const indices = new Map<Entry, Map<Scalar, number>>();
  return (entry, scalar) => {
    const known = indices.get(entry) ?? new Map(entry.values.map((value, index) => [value, index]));
    indices.set(entry, known);
    return known.get(scalar);
  };
}

/** Returns a copy of a problem that belongs to no config with its spans mapped. */
export const mapProblemSpans = (problem: Problem, mapSpan: (span: Span) => Span): Problem =>
  mapOwnProblemSpans(problem, mapSpan, undefined, createScalarIndex());

function mapOwnProblemSpans(
  problem: Problem,
  mapSpan: (span: Span) => Span,
  mappedEntry: Entry | undefined,
  indexOfScalar: ReturnType<typeof createScalarIndex>,
): Problem {
  const entry = mappedEntry ?? (problem.entry && mapEntrySpans(problem.entry, mapSpan));
  const scalar = problem.entry && problem.scalar && entry?.values[indexOfScalar(problem.entry, problem.scalar) ?? -1];
  return {
    ...problem,
    span: mapSpan(problem.span),
    ...(entry && { entry }),
    ...(scalar && { scalar }),
    ...(problem.repairs && {
      repairs: problem.repairs.map(({ title, edits }) => ({
        title,
        edits: edits.map(({ span, newText }) => ({ span: mapSpan(span), newText })),
      })),
    }),
  };
}

export const mapScalarSpans = (scalar: Scalar, mapSpan: (span: Span) => Span): Scalar => ({
  ...scalar,
  span: mapSpan(scalar.span),
  ...(scalar.from && { from: { ...scalar.from, span: mapSpan(scalar.from.span) } }),
  ...(scalar.jsonParts && {
    jsonParts: scalar.jsonParts.map(({ path, key, value }) => ({
      path,
      ...(key && { key: mapSpan(key) }),
      value: mapSpan(value),
    })),
  }),
});

export const mapEntrySpans = (
  entry: Entry,
  mapSpan: (span: Span) => Span,
  mapScalar = (scalar: Scalar): Scalar => mapScalarSpans(scalar, mapSpan),
): Entry => ({
  ...entry,
  key: mapSpan(entry.key),
  fullSpan: mapSpan(entry.fullSpan),
  values: entry.values.map(mapScalar),
  ...(entry.valuesSpan && { valuesSpan: mapSpan(entry.valuesSpan) }),
});
