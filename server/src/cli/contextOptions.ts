import { parseRequest } from '../core/catalog/request';
import type { DocumentContext } from '../core/document/document';
import type { Service } from '../core/service';
import { readJsonFile, UsageError } from './files';

/** Options that say what a file does not: the release, the GPUs and the model. */
export const CONTEXT_OPTIONS = {
  'swift-version': { type: 'string' },
  'world-size': { type: 'string' },
  'model-config': { type: 'string' },
  'gpu-memory': { type: 'string' },
} as const;

/** Reads the context of a document from options. */
export function readContextOptions(
  { catalog: { releases } }: Service,
  values: { [Option in keyof typeof CONTEXT_OPTIONS]?: string },
): DocumentContext {
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
    swiftVersion: version,
    worldSize: size === undefined ? undefined : Number(size),
    gpuMemory: memory === undefined ? undefined : Number(memory),
    modelConfig: model === undefined ? undefined : readJsonFile(model),
  };
}
