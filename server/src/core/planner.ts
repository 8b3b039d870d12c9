import { memoryOfGpuType } from './catalog/gpuTypes';
import { findSbatchOption, requestedResources } from './catalog/sbatch';
import type { Catalog } from './catalog/types';
import type { Config, Entry, SbatchDirective } from './config/config';
import { findVariable, toExports, variablesOf } from './config/lookup';
import type { Document } from './document/document';
import type { Facts } from './facts/facts';
import { isGiven } from './facts/givens';
import { flagValue } from './facts/values';
import { describePlannedMemory } from './features/markdown/memory';
import { type PlannedMemory, summarizeMemory } from './features/plannedMemory';
import { describePlan } from './launch/describePlan';
import { LAUNCHER_VARIABLES } from './launch/environment';
import { findTargetSecrets, maskPlan } from './launch/maskPlan';
import type { LaunchSettings, Plan, SbatchRequest, ServerUse } from './launch/plan';
import { planFor, setsJobSize } from './launch/planFor';
import type { Resources } from './launch/resources';
import type { Target } from './launch/targets';
import type { Finding } from './lint/rule';
import type { Service } from './service';
import { createSecretFinder } from './text/secrets';

/** A plan with the findings about the config on that target. */
interface LaunchPlan extends Plan {
  /** The plan as a read-only document. */
  document: string;
  /** True when `problems` must be fixed before the launch. */
  blocked: boolean;
  findings: Finding[];
  /** The estimated memory on the GPUs of the target; undefined if it is unknown. */
  memory?: PlannedMemory | undefined;
}

/** The settings that the caller provides; the others come from the document. */
type FileSettings = Pick<LaunchSettings, 'file' | 'name' | 'line' | 'directory' | 'storage'>;

/**
 * Plans a launch and checks the config as it will run on the target, with the GPUs of the target. A separate module from
 * the service, so that it can be loaded on the first launch.
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
  // A batch script runs with its own variables, and its directives are checked in the document itself.
  const runsInJob = basePlan.resources.gpus > 0 && setsJobSize(target, settings);
  const lintedDocument = runsInJob
    ? applyJobSize(document, config, basePlan.resources, memoryOfTarget(target))
    : document;
  const lintedConfig = runsInJob ? (lintedDocument.reading.configs[0] ?? config) : config;
  const textFindings = [...service.lintText(document), ...service.lintNamedFile(document, config)];
  const findings = [...textFindings, ...service.lintConfig(lintedDocument, lintedConfig)];
  const errors = findings.filter(({ severity }) => severity === 'error');
  const problems = [...errors.map(({ message, rule }) => `${message} (${rule})`), ...basePlan.problems];
  const notes = findings
    .filter(({ severity }) => severity === 'warning')
    .map(({ message, rule }) => `Warning: ${message} (${rule})`);
  const facts = service.getFacts(lintedDocument, lintedConfig);
  const memory = describePlannedMemory(facts);
  const finder = createSecretFinder([...document.secrets().known, ...findTargetSecrets(target)]);
  const fullPlan = maskPlan({ ...basePlan, problems }, finder);
  const description = finder.mask(describePlan(fullPlan, [...(memory === '' ? [] : [memory]), ...notes]));
  return {
    ...fullPlan,
    findings,
    blocked: problems.length > 0,
    document: description,
    memory: summarizeMemory(facts),
  };
}

function fileSettingsOf(
  { catalog, getFacts }: Service,
  document: Document,
  config: Config,
): Omit<LaunchSettings, keyof FileSettings> {
  const { reading, syntax, text, joins } = document;
  const joinedConfig = getFacts(document, config).config;
  const configFile = config.configFile && joins.get(config)?.other;
  return {
    commandCount: reading.configs.length,
    isBashScript: syntax.isRunnable === true,
    // A config file alone is launched with its variables before the command, where none is too late.
    // The arguments of a launcher that the script calls itself replace the variables.
    variables: variablesOf(config.configFile || joinedConfig.launcher ? joinedConfig : config),
    text,
    servers: serverUseOf(document, getFacts(document, config)),
    ...(configFile && {
      configFile: { name: configFile.name, text: configFile.document.text, config: configFile.config },
    }),
    ...(config.sbatch && { sbatch: sbatchRequestOf(catalog, config.sbatch.directives) }),
  };
}

/** Finds the servers of a script, and whether and where the run needs one for its completions. */
function serverUseOf({ syntax, text }: Document, facts: Facts): ServerUse {
  const started = syntax.findServers?.(text) ?? [];
  const hosts = ['vllm_server_host', 'vllm_server_base_url'].flatMap((name) => [flagValue(facts, name) ?? []].flat());
  return {
    started: started.map(({ name, generates, offset }) => ({
      name,
      generates,
      line: text.slice(0, offset).split('\n').length - 1,
    })),
    isNeeded: samplesFromServer(facts),
    hosts: hosts.flatMap((host) =>
      typeof host === 'string' ? host.replace(/^\w+:\/\//, '').replace(/:\d+\/?$/, '') : [],
    ),
  };
}

/** Whether a run takes its completions from a server, as far as its flags tell. */
function samplesFromServer(facts: Facts): boolean {
  const { command } = facts.config;
  const [type, usesVllm, mode] = ['rlhf_type', 'use_vllm', 'vllm_mode'].map((name) => flagValue(facts, name));
  if (command !== 'rlhf' || usesVllm === false || (type !== undefined && type !== 'grpo' && type !== 'gkd'))
    return false;
  return mode === 'server' || (mode !== 'colocate' && isGiven(facts, 'vllm_server_host') !== false);
}

/** Summarizes the `#SBATCH` directives. */
function sbatchRequestOf(catalog: Catalog, directives: readonly SbatchDirective[]): SbatchRequest {
  const { nodes, gpusPerNode } = requestedResources(catalog.sbatch, directives);
  const options = directives.flatMap((directive) => {
    const isEffective = !directive.isAfterCommand && directive.option !== '';
    const option = isEffective ? findSbatchOption(catalog.sbatch, directive) : undefined;
    return option ? [[option.name, directive.value?.value ?? ''] as const] : [];
  });
  return { nodes, gpusPerNode, options: Object.fromEntries(options) };
}

const NO_EXPORTS = toExports([]);

/** Returns the GiB of the GPUs of a target: by their type on Slurm, by a label of the nodes on Kubernetes. */
function memoryOfTarget(target: Target): number | undefined {
  const names =
    target.kind === 'slurm'
      ? [target.gpuType, target.constraint]
      : target.kind === 'kubernetes'
        ? Object.values(target.nodeSelector ?? {})
        : [];
  const sizes = names.flatMap((name) => (name === undefined ? [] : (memoryOfGpuType(name) ?? [])));
  return sizes[0];
}

/** Returns the document with the launcher’s variables as the job sets them; nothing else depends on the target. */
function applyJobSize(
  document: Document,
  config: Config,
  { nodes, gpusPerNode, gpus }: Resources,
  targetGpuMemory: number | undefined,
): Document {
  const setSize = ({ launchWords: _, startsScript: __, ...original }: Config): Config => ({
    ...original,
    exports: NO_EXPORTS,
    variables: setLauncherVariables(original, { NNODES: nodes, NPROC_PER_NODE: gpusPerNode }),
    // The job sets its variables in the shell, before any config file is read.
    lateVariables: [],
  });
  const sizedConfig = setSize(config);
  const join = document.joins.get(config);
  return {
    ...document,
    context: { ...document.context, targetSize: gpus, targetGpuMemory },
    reading: { ...document.reading, configs: [sizedConfig] },
    joins: new Map(join ? [[sizedConfig, { ...join, config: setSize(join.config) }]] : []),
    cache: new Map(),
    textCache: {},
  };
}

/**
 * Sets all of the launcher's variables, as the job does. Those without a size get their values at run time, so they are
 * unknown here.
 */
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
