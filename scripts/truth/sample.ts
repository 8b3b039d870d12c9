import type { Verdict } from './compare';

/** A verdict as test/data/verdicts.jsonl keeps it: the model by its key in verdict-models.json, and the flags that it names. */
export interface RecordedVerdict {
  id: string;
  release: string;
  argv: string[];
  env?: Record<string, string>;
  model?: string;
  files?: Record<string, string>;
  verdict: 'accept' | 'reject';
  /** The phase of a rejection. */
  phase?: string;
  names?: string[];
  overridden?: string[];
}

export type ModelConfigs = Record<string, object>;

/** A recorded verdict as a case that the real code can run again. */
export function toCase(
  { model, files, names: _, overridden, ...recorded }: RecordedVerdict,
  models: ModelConfigs,
): Verdict {
  return {
    ...recorded,
    group: 'recorded',
    phase: recorded.phase ?? 'accepted',
    ...(model !== undefined && models[model] && { modelConfig: models[model] }),
    ...(files && { sandbox: { files } }),
    ...(overridden && { overridden: overridden.map((dest) => ({ flag: `--${dest}`, dest })) }),
  };
}

/** Chooses verdicts in turn from each phase and kind of mistake, so that rare ones are not lost. */
export function chooseSample(
  verdicts: readonly Verdict[],
  count: number,
  kindOf: (verdict: Verdict) => string,
): Verdict[] {
  const known = verdicts.filter(({ verdict }) => verdict !== 'unknown');
  const kinds = [...Map.groupBy(known, (each) => `${each.phase} ${kindOf(each)}`).values()];
  const rounds = Math.max(0, ...kinds.map((kind) => kind.length));
  const ordered = Array.from({ length: rounds }, (_, round) => kinds.flatMap((kind) => kind[round] ?? [])).flat();
  return ordered.slice(0, count);
}

/**
 * The verdicts as rows of test/data/verdicts.jsonl. Configs of models get a key in `models`, which is returned with the new
 * ones. `findNames` returns the flags in a message, which is not recorded itself.
 */
export function recordVerdicts(
  verdicts: readonly Verdict[],
  release: string,
  models: ModelConfigs,
  findNames: (message: string) => string[],
): { rows: RecordedVerdict[]; models: ModelConfigs } {
  const known: ModelConfigs = { ...models };
  const keyOf = (config: object): string => {
    const text = JSON.stringify(config);
    const found = Object.entries(known).find(([, each]) => JSON.stringify(each) === text)?.[0];
    if (found) return found;
    const name = String((config as { model_type?: unknown }).model_type ?? 'model');
    const key =
      [name, ...Array.from({ length: 100 }, (_, index) => `${name}-${index + 2}`)].find((each) => !(each in known)) ??
      name;
    known[key] = config;
    return key;
  };
  const rows = verdicts.map((each, index): RecordedVerdict => {
    const { argv, env, modelConfig, sandbox, phase, message = '', overridden } = each;
    const names = [...new Set(findNames(message))];
    return {
      id: `${release}-${String(index + 1).padStart(3, '0')}`,
      release,
      argv,
      ...(env && Object.keys(env).length > 0 && { env }),
      ...(typeof modelConfig === 'object' && { model: keyOf(modelConfig) }),
      ...(sandbox?.files && { files: sandbox.files }),
      verdict: each.verdict === 'accept' ? 'accept' : 'reject',
      ...(each.verdict === 'reject' && { phase }),
      ...(names.length > 0 && { names }),
      ...(overridden && overridden.length > 0 && { overridden: overridden.map(({ dest }) => dest) }),
    };
  });
  return { rows, models: known };
}
