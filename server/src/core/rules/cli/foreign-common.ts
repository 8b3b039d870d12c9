import { isInRange } from '../../catalog/release';
import { MEGATRON_COMMANDS } from '../../config/config';
import { toFlagName } from '../../config/lookup';
import type { Facts } from '../../facts/facts';

/** Advice on the name of another tool, in the release of the run. */
interface ForeignAdvice {
  /** The flags that accept the same value, the most likely one first. */
  flags: readonly string[];
  advice: string;
}

/** Returns the advice on a name of Hugging Face, `swift sft` or plain Megatron; undefined for any other name. */
export function findForeignAdvice({ catalog, release, config }: Facts, name: string): ForeignAdvice | undefined {
  const { forms } = catalog.view(release.version, config.command);
  const entries = catalog.foreignByName.get(toFlagName(name)) ?? [];
  const entry = entries.find(
    ({ releases, commands = MEGATRON_COMMANDS }) =>
      commands.includes(config.command) && (releases === undefined || isInRange(release.version, releases)),
  );
  if (!entry) return undefined;
  const flags = (entry.flags ?? []).filter((each) => forms.has(each));
  const advice = entry.advice.replace(/\{([\w|]+)\}/g, (_, names: string) => {
    const alternatives = names === 'flag' ? flags : names.split('|');
    return alternatives.find((each) => forms.has(each)) ?? alternatives[0] ?? '';
  });
  return { flags, advice };
}
