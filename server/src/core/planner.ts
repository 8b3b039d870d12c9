import { batchOption, batchSize } from './catalog/sbatch';
import type { Catalog } from './catalog/types';
import { type Config, type Directive, type Entry, exportsOf, variableNamed, variablesOf } from './config/config';
import type { Document } from './document/document';
import { describePlan } from './launch/describePlan';
import { PLACES } from './launch/environment';
import type { BatchRequest } from './launch/plan';
import { cannotPlan, type LaunchSettings, type Plan } from './launch/plan';
import { plan } from './launch/planFor';
import { readTarget } from './launch/readTargets';
import type { Resources } from './launch/resources';
import type { Target } from './launch/target';
import type { Finding } from './lint/rule';
import type { Service } from './service';

/** A plan with what the rules say of the config on that target. */
interface LaunchPlan extends Plan {
  /** The plan as a read-only document. */
  document: string;
  /** True where something has to be mended first: `problems` say what. */
  blocked: boolean;
  findings: Finding[];
}

/** What the caller knows of the file; the rest is in the document. */
type FileSettings = Pick<LaunchSettings, 'file' | 'name' | 'line' | 'directory' | 'storage'>;

/**
 * The door to launches: works one out, and judges the config as it will run there, with the GPUs that the target gives it.
 * It stands beside the service, since nobody needs it before something is launched.
 */
export function planLaunch(
  service: Service,
  document: Document,
  config: Config,
  target: Target,
  file: FileSettings,
): LaunchPlan {
  const { problems: mistakes } = readTarget(target);
  const settings = { ...file, ...aboutFile(service, document, config) };
  const bare = mistakes.length > 0 ? cannotPlan(target, settings, mistakes) : plan(config, target, settings);
  // A batch script runs with its own variables; what it asks for is judged where it stands.
  const isMoved = target.kind !== 'local' && bare.resources.gpus > 0 && !(target.kind === 'slurm' && config.batch);
  const there = isMoved ? onTarget(document, config, bare.resources) : document;
  const judged = isMoved ? (there.reading.configs[0] ?? config) : config;
  const ofText = [...service.problems(document), ...service.problemsInFile(document, config)];
  const findings = [...ofText, ...service.findingsIn(there, judged)];
  const errors = findings.filter(({ severity }) => severity === 'error');
  const problems = [...errors.map(({ message, rule }) => `${message} (${rule})`), ...bare.problems];
  const notes = findings
    .filter(({ severity }) => severity === 'warning')
    .map(({ message, rule }) => `Warning: ${message} (${rule})`);
  const whole = { ...bare, problems };
  return { ...whole, findings, blocked: problems.length > 0, document: describePlan(whole, notes) };
}

function aboutFile(
  { catalog, factsIn }: Service,
  document: Document,
  config: Config,
): Omit<LaunchSettings, keyof FileSettings> {
  const { reading, syntax, text, joins } = document;
  const run = factsIn(document, config).config;
  const other = config.uses && joins.get(config)?.other;
  return {
    commands: reading.configs.length,
    runsAsScript: syntax.runs === true,
    // A config file by itself is launched with its variables in front of the command, where none comes too late.
    variables: variablesOf(config.uses ? run : config),
    text,
    ...(other && { uses: { name: other.name, text: other.document.text, config: other.config } }),
    ...(config.batch && { batch: batchRequest(catalog, config.batch.directives) }),
  };
}

/** What the lines for the scheduler say. */
function batchRequest(catalog: Catalog, directives: readonly Directive[]): BatchRequest {
  const { nodes, gpusPerNode } = batchSize(catalog.batch, directives);
  const given = directives.flatMap((each) => {
    const option = each.late || each.option === '' ? undefined : batchOption(catalog.batch, each);
    return option ? [[option.name, each.value?.value ?? ''] as const] : [];
  });
  return { nodes, gpusPerNode, options: Object.fromEntries(given) };
}

const NOTHING = exportsOf([]);

/** The same text with the launcher’s variables as the job sets them: nothing else of the run changes with the target. */
function onTarget(document: Document, config: Config, { nodes, gpusPerNode, gpus }: Resources): Document {
  const sized = (each: Config): Config => ({
    ...each,
    exports: NOTHING,
    variables: withPlaces(each, { NNODES: nodes, NPROC_PER_NODE: gpusPerNode }),
    // The job sets them in the shell, before any config file is read.
    late: [],
  });
  const moved = sized(config);
  const join = document.joins.get(config);
  return {
    ...document,
    around: { ...document.around, targetSize: gpus },
    reading: { ...document.reading, configs: [moved] },
    joins: new Map(join ? [[moved, { ...join, config: sized(join.config) }]] : []),
    memory: new Map(),
  };
}

/** The job sets all of the launcher's variables; what it puts into those without a size is only known when it runs. */
function withPlaces(config: Config, sizes: Partial<Record<string, number>>): Entry[] {
  const isSet = ({ name }: Entry): boolean =>
    (PLACES as readonly string[]).includes(name) || name === 'CUDA_VISIBLE_DEVICES';
  const span = { start: config.head.start, end: config.head.start };
  const set = PLACES.map((name): Entry => {
    const written = variableNamed(config, name);
    const value = sizes[name]?.toString();
    const word = { text: value ?? '', span: written?.values[0]?.span ?? span, value };
    return { kind: 'env', name, key: written?.key ?? span, values: [word], whole: written?.whole ?? span };
  });
  return [...set, ...variablesOf(config).filter((entry) => !isSet(entry))];
}
