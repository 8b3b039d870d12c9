import { parseRequest } from '../core/catalog/request';
import type { Service } from '../core/service';
import type { Options, Values } from './command';
import { type CommandContext, readJsonFile, readText } from './files';
import type { Output } from './output';
import { createMistakeReport } from './projectMistakes';
import type { ProjectChoice } from './projectSettings';
import { UsageError } from './usageError';

/** Options that choose the settings of the project. */
export const PROJECT_OPTIONS = {
  config: {
    type: 'string',
    value: 'FILE',
    summary: 'the settings of the project, in place of the nearest preflight.toml above each file',
  },
  isolated: { type: 'boolean', summary: 'ignore preflight.toml' },
} as const satisfies Options;

/** Options that say what a file does not: the release, the GPUs and the model, and the settings of the project. */
export const CONTEXT_OPTIONS = {
  'swift-version': {
    type: 'string',
    value: 'VERSION',
    summary: 'the ms-swift release, also 4.0.0.dev0, main or ">=4.1"; a comment in the file takes precedence',
  },
  'world-size': { type: 'string', value: 'N', summary: 'total number of GPUs on all nodes' },
  'model-config': { type: 'string', value: 'FILE', summary: "the model's config.json" },
  'gpu-memory': { type: 'string', value: 'GIB', summary: 'the memory of each GPU in GiB' },
  ...PROJECT_OPTIONS,
} as const satisfies Options;

/** The format of a report. */
export const TEXT_OR_JSON = { type: 'string', choices: ['text', 'json'], default: 'text' } as const;

/** Reads the choice of the settings of the project. Mistakes in them are reported to `errors`, if it is given. */
export function readProjectOptions(
  service: Service,
  { config, isolated }: Values<typeof PROJECT_OPTIONS>,
  errors: Output | undefined,
): ProjectChoice {
  if (config !== undefined && isolated)
    throw new UsageError('--config names a file of settings, and --isolated uses none');
  return {
    config: config === undefined ? undefined : { path: config, text: readText(config) },
    isIsolated: isolated,
    onUse: errors && createMistakeReport(service, errors),
  };
}

/** Reads the context of a document from options. Mistakes in the settings of the project are reported to `errors`. */
export function readContextOptions(
  service: Service,
  values: Values<typeof CONTEXT_OPTIONS>,
  errors: Output | undefined,
): CommandContext {
  const { releases } = service.catalog;
  const version = values['swift-version'];
  if (version !== undefined && !parseRequest(version, releases))
    throw new UsageError(
      `--swift-version must be a release such as 3.8.1, 4.0.0.dev0, main or ">=4.1", not "${version}"`,
    );
  const size = values['world-size'];
  if (size !== undefined && !/^[1-9]\d*$/.test(size))
    throw new UsageError(`--world-size must be a number of GPUs, not "${size}"`);
  const memory = values['gpu-memory'];
  if (memory !== undefined && !(Number(memory) > 0))
    throw new UsageError(`--gpu-memory must be the GiB of each GPU, not "${memory}"`);
  const model = values['model-config'];
  return {
    projectChoice: readProjectOptions(service, values, errors),
    swiftVersion: version,
    worldSize: size === undefined ? undefined : Number(size),
    gpuMemory: memory === undefined ? undefined : Number(memory),
    modelConfig: model === undefined ? undefined : readJsonFile(model),
  };
}
