import { printValue } from '../../catalog/value';
import type { Facts } from '../../facts/facts';
import { toCodeSpan } from './describeFlag';

/** The facts of the model that flags of another name take as their default. */
const FACTS_BY_FLAG: Readonly<Record<string, string>> = { torch_dtype: 'model_dtype', max_length: 'max_model_len' };

/** Describes the default that a flag takes from the model of the run: `36, from Qwen/Qwen3-8B`. */
export function describeModelDefault(
  { model, catalog, release, config }: Facts,
  name: string,
  path: string | undefined,
): string | undefined {
  const form = catalog.view(release.version, config.command).forms.get(name);
  if (!form?.dependsOn?.includes('model')) return undefined;
  const value = model?.get(FACTS_BY_FLAG[name] ?? name);
  if (value === undefined || value === null) return undefined;
  return `${toCodeSpan(printValue(value))}, from ${path === undefined ? 'the given config.json' : toCodeSpan(path)}`;
}
