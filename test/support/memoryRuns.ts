import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { estimateShape } from '../../server/src/core/memory/estimateShape';
import type { MemoryEstimate } from '../../server/src/core/memory/memoryEstimate';
import { readShape } from '../../server/src/core/memory/readShape';
import type { RunShape } from '../../server/src/core/memory/runShape';
import type { Service } from '../../server/src/core/service';
import { shell } from '../../server/src/core/syntax/shell/shellSyntax';
import { quoteWord } from '../../server/src/core/text/shellQuote';

/** A run whose memory was measured, or stated by its author. */
export interface MemoryRun {
  id: string;
  /** `measured-h200`: the numbers of PyTorch. `measured`: those of nvidia-smi, as a comment states them. */
  kind: string;
  argv: string[];
  /** The first and the last release with these arguments. */
  release?: string[];
  model: string;
  config?: object;
  gpus?: number;
  packed?: boolean;
  stated_gib: number;
  allocated_gib?: number;
  /** Tokens of one micro-batch, where they were counted. */
  tokens_per_microbatch?: number;
}

export const readRuns = (path: string): MemoryRun[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as MemoryRun);

/** The oldest release of the catalog stands for earlier ones. */
const OLDEST = '3.7.0';

const releaseOf = ({ release }: MemoryRun): string => {
  const [first = OLDEST] = release ?? [];
  const version = first.replace(/^v/, '');
  return version.localeCompare(OLDEST, 'en', { numeric: true }) < 0 ? OLDEST : version;
};

/** Finds the config.json of a run: its own, that of its model in a folder, or the shipped numbers of a model of that name. */
function configOf({ catalog }: Service, { config, model }: MemoryRun, models: string | undefined): object | undefined {
  if (config) return config;
  const shipped = catalog.findModel(`./${model}`)?.size.config;
  if (models === undefined) return shipped;
  const paths = ['4.x', '3.12.6', '3.8.1', '.'].map((folder) => join(models, folder, `${model}.json`));
  const path = paths.find((each) => existsSync(each));
  return path === undefined ? shipped : (JSON.parse(readFileSync(path, 'utf8')) as object);
}

/** Reads the numbers of a run from its arguments, as a user would write them in a script. */
export function readRun(
  service: Service,
  run: MemoryRun,
  models?: string,
): { shape: RunShape } | { unknown: readonly string[] } {
  const size = run.gpus === undefined ? '' : ` world-size=${run.gpus}`;
  const text = `# preflight: ms-swift=${releaseOf(run)}${size}\n\n${['megatron', ...run.argv.map(quoteWord)].join(' ')}\n`;
  const document = service.read(text, shell, { modelConfig: configOf(service, run, models) });
  const [config] = document.reading.configs;
  if (!config) return { unknown: ['a command'] };
  const answer = readShape(service.getFacts(document, config));
  return 'shape' in answer ? { shape: withTokens(answer.shape, run.tokens_per_microbatch) } : answer;
}

/** Sets the tokens of a micro-batch to those that were counted. */
const withTokens = (shape: RunShape, tokens: number | undefined): RunShape =>
  tokens === undefined
    ? shape
    : {
        ...shape,
        batch: { ...shape.batch, sequence: tokens / shape.batch.microBatch / shape.batch.sequencesPerSample },
      };

export function estimateRun(
  service: Service,
  run: MemoryRun,
  models?: string,
): { memory: MemoryEstimate } | { unknown: readonly string[] } {
  const answer = readRun(service, run, models);
  if ('unknown' in answer) return answer;
  const memory = estimateShape(answer.shape);
  return memory ? { memory } : { unknown: ['layers that can be divided'] };
}
