import { isInRange } from '../../catalog/release';
import { toFlagName } from '../../config/lookup';
import type { Facts } from '../../facts/facts';

/** Advice on the name of another tool, in the release of the run. */
interface ForeignAdvice {
  /** The flag that accepts the same value. */
  flag: string | undefined;
  advice: string;
}

/** Returns the advice on a name of Hugging Face, `swift sft` or plain Megatron; undefined for any other name. */
export function findForeignAdvice({ catalog, release, config }: Facts, name: string): ForeignAdvice | undefined {
  const { forms } = catalog.view(release.version, config.command);
  const entries = catalog.foreignByName.get(toFlagName(name)) ?? [];
  const entry = entries.find(({ releases }) => releases === undefined || isInRange(release.version, releases));
  if (!entry) return undefined;
  const findKnown = (names: readonly string[]): string | undefined => names.find((each) => forms.has(each));
  const flag = findKnown(entry.flags ?? []);
  const advice = entry.advice.replace(/\{([\w|]+)\}/g, (_, names: string) =>
    names === 'flag' ? (flag ?? '') : (findKnown(names.split('|')) ?? names.split('|')[0] ?? ''),
  );
  return { flag, advice };
}
