import { findSbatchOption, requestedResources } from './catalog/sbatch';
import type { Catalog } from './catalog/types';
import type { Config, Entry, SbatchDirective } from './config/config';
import { findVariable, toExports, variablesOf } from './config/lookup';
import type { Document } from './document/document';
import { describePlan } from './launch/describePlan';
import { LAUNCHER_VARIABLES } from './launch/environment';
import type { LaunchSettings, Plan, SbatchRequest } from './launch/plan';
import { planFor, setsJobSize } from './launch/planFor';
import type { Resources } from './launch/resources';
import type { Target } from './launch/targets';
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
  const settings = { ...file, ...fileSettingsOf(service, document, config) };
  const basePlan = planFor(config, target, settings);
  // A batch script runs with its own variables; what it asks for is judged where it stands.
  const runsInJob = basePlan.resources.gpus > 0 && setsJobSize(target, settings);
  const lintedDocument = runsInJob ? applyJobSize(document, config, basePlan.resources) : document;
  const lintedConfig = runsInJob ? (lintedDocument.reading.configs[0] ?? config) : config;
  const textFindings = [...service.lintText(document), ...service.lintNamedFile(document, config)];
  const findings = [...textFindings, ...service.lintConfig(lintedDocument, lintedConfig)];
  const errors = findings.filter(({ severity }) => severity === 'error');
  const problems = [...errors.map(({ message, rule }) => `${message} (${rule})`), ...basePlan.problems];
  const notes = findings
    .filter(({ severity }) => severity === 'warning')
    .map(({ message, rule }) => `Warning: ${message} (${rule})`);
  const fullPlan = { ...basePlan, problems };
  return { ...fullPlan, findings, blocked: problems.length > 0, document: describePlan(fullPlan, notes) };
}

function fileSettingsOf(
  { catalog, getFacts: factsIn }: Service,
  document: Document,
  config: Config,
): Omit<LaunchSettings, keyof FileSettings> {
  const { reading, syntax, text, joins } = document;
  const joinedConfig = factsIn(document, config).config;
  const configFile = config.configFile && joins.get(config)?.other;
  return {
    commandCount: reading.configs.length,
    isBashScript: syntax.isRunnable === true,
    // A config file by itself is launched with its variables in front of the command, where none comes too late.
    variables: variablesOf(config.configFile ? joinedConfig : config),
    text,
    ...(configFile && {
      configFile: { name: configFile.name, text: configFile.document.text, config: configFile.config },
    }),
    ...(config.sbatch && { sbatch: sbatchRequestOf(catalog, config.sbatch.directives) }),
  };
}

/** What the lines for the scheduler say. */
function sbatchRequestOf(catalog: Catalog, directives: readonly SbatchDirective[]): SbatchRequest {
  const { nodes, gpusPerNode } = requestedResources(catalog.sbatch, directives);
  const options = directives.flatMap((each) => {
    const option = each.isAfterCommand || each.option === '' ? undefined : findSbatchOption(catalog.sbatch, each);
    return option ? [[option.name, each.value?.value ?? ''] as const] : [];
  });
  return { nodes, gpusPerNode, options: Object.fromEntries(options) };
}

const NO_EXPORTS = toExports([]);

/** The same text with the launcher’s variables as the job sets them: nothing else of the run changes with the target. */
function applyJobSize(document: Document, config: Config, { nodes, gpusPerNode, gpus }: Resources): Document {
  const setSize = (each: Config): Config => ({
    ...each,
    exports: NO_EXPORTS,
    variables: setLauncherVariables(each, { NNODES: nodes, NPROC_PER_NODE: gpusPerNode }),
    // The job sets them in the shell, before any config file is read.
    lateVariables: [],
  });
  const sizedConfig = setSize(config);
  const join = document.joins.get(config);
  return {
    ...document,
    context: { ...document.context, targetSize: gpus },
    reading: { ...document.reading, configs: [sizedConfig] },
    joins: new Map(join ? [[sizedConfig, { ...join, config: setSize(join.config) }]] : []),
    cache: new Map(),
  };
}

/** The job sets all of the launcher's variables; what it puts into those without a size is only known when it runs. */
function setLauncherVariables(config: Config, sizes: Partial<Record<string, number>>): Entry[] {
  const isSetByJob = ({ name }: Entry): boolean =>
    (LAUNCHER_VARIABLES as readonly string[]).includes(name) || name === 'CUDA_VISIBLE_DEVICES';
  const span = { start: config.head.start, end: config.head.start };
  const jobEntries = LAUNCHER_VARIABLES.map((name): Entry => {
    const existing = findVariable(config, name);
    const value = sizes[name]?.toString();
    const scalar = { text: value ?? '', span: existing?.values[0]?.span ?? span, value };
    return { kind: 'env', name, key: existing?.key ?? span, values: [scalar], fullSpan: existing?.fullSpan ?? span };
  });
  return [...jobEntries, ...variablesOf(config).filter((entry) => !isSetByJob(entry))];
}
