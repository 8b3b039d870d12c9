import type { Config, Entry, Scalar } from '../../config/config';
import type { Change, Fix } from '../../config/edit';

/** Flags that name the data, the start or the length of a run. Of each group one suffices. */
const ESSENTIAL_GROUPS = [
  ['dataset'],
  ['cached_dataset'],
  ['model', 'load', 'mcore_model'],
  ['adapters', 'adapter_load', 'mcore_adapter'],
  ['train_iters', 'max_epochs', 'num_train_epochs'],
];

/** Whether a fix removes the data, the start or the length of the run, which only the user can replace. */
export const isLossy = ({ changes }: Fix, config: Config | undefined): boolean =>
  config !== undefined && changes.some((change) => removesEssential(change, config));

/** Returns the fixes with those that lose something last. */
export const orderFixes = (fixes: readonly Fix[], config: Config | undefined): Fix[] =>
  fixes.toSorted((a, b) => Number(isLossy(a, config)) - Number(isLossy(b, config)));

function removesEssential(change: Change, config: Config): boolean {
  if (change.op !== 'remove') return false;
  const { entry } = change;
  const group = ESSENTIAL_GROUPS.find((names) => names.includes(nameOf(entry)));
  return (
    group !== undefined &&
    entry.values.some(namesSomething) &&
    !config.flags.some((other) => other !== entry && group.includes(nameOf(other)))
  );
}

/** Whether a value is more than an empty text or the null of a config file. */
const namesSomething = ({ value }: Scalar): boolean => value !== undefined && value !== '' && value !== 'None';

const nameOf = ({ name }: Entry): string => name.replaceAll('-', '_');
