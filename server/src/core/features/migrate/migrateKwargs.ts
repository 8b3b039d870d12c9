import { isInRange, type Release } from '../../catalog/release';
import { convertValues, findCounterpart } from '../../catalog/renames';
import type { CatalogView, Value } from '../../catalog/types';
import { isMap, printValue } from '../../catalog/value';
import type { Change } from '../../config/edit';
import { toUnderscores } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { EXTRA_KWARGS_FLAGS, findAllGiven, findGiven, type GivenFlag } from '../../facts/givens';
import type { MigrationData } from '../../lint/changedDefaults';
import type { MigratedFlag } from './carryFlags';

/** The map of a run for Megatron as another release reads it, with the changes that are needed beside it. */
interface KwargsMigration {
  migrated: MigratedFlag[];
  changes: Change[];
  notes: string[];
}

/**
 * Carries the keys of `extra_megatron_kwargs` to a release. Up to 3.12 they are options of Megatron's parser, from 4.3 on
 * fields of the model config. A key becomes a flag if the release has one. Removed flags become keys where they can.
 */
export function migrateKwargs(
  migrated: readonly MigratedFlag[],
  data: MigrationData,
  facts: Facts,
  to: Release,
): KwargsMigration {
  const view = facts.catalog.view(to, facts.config.command);
  const isOldParser = isInRange(facts.release.version, '3.7-3.12');
  const given = findAllGiven(facts, EXTRA_KWARGS_FLAGS)[0];
  const moved = isOldParser
    ? moveRemovedFlags(migrated, data, facts, view)
    : { migrated: [...migrated], keys: new Map() };
  const isCarried = given !== undefined && isOldParser !== isInRange(to, '3.7-3.12') && isMap(given.value);
  if (moved.keys.size === 0 && !isCarried) return { migrated: moved.migrated, changes: [], notes: [] };
  const written = given && isMap(given.value) ? given.value : {};
  if (given && !isMap(given.value)) return { migrated: [...migrated], changes: [], notes: [] };
  const carried = isCarried
    ? carryKeys(written, facts, view, to)
    : { kept: new Map(Object.entries(written)), flags: [], notes: [] };
  const map = new Map<string, Value>([...carried.kept, ...moved.keys]);
  const flags = carried.flags.map(({ flag, values }): Change => ({ op: 'set', flag, values }));
  const result = writeMap(moved.migrated, given, map, to);
  const notes = [
    ...[...moved.keys].map(
      ([key, value]) =>
        `${key} ${printValue(value)} is written into megatron_extra_kwargs, since ${to} has no flag for it.`,
    ),
    ...carried.flags.map(({ flag, values, key }) => `${key} is a flag in ${to}: ${flag} ${values.join(' ')}.`),
    ...carried.notes,
  ];
  return { migrated: result.migrated, changes: [...result.changes, ...flags], notes };
}

/** Writes the map in the place of the old one, or adds it; an empty map is removed. */
function writeMap(
  migrated: readonly MigratedFlag[],
  given: GivenFlag | undefined,
  map: ReadonlyMap<string, Value>,
  to: Release,
): { migrated: MigratedFlag[]; changes: Change[] } {
  const text = JSON.stringify(Object.fromEntries(map));
  if (!given)
    return { migrated: [...migrated], changes: [{ op: 'set', flag: 'megatron_extra_kwargs', values: [text] }] };
  // A map that stays the same keeps its text.
  if (text === JSON.stringify(given.value)) return { migrated: [...migrated], changes: [] };
  const { entry } = given;
  const name = isInRange(to, '3.7-3.9') ? 'extra_megatron_kwargs' : 'megatron_extra_kwargs';
  const change = (flag: MigratedFlag): MigratedFlag => {
    if (
      flag.entry ? flag.entry.key !== entry.key : !flag.changes.some((each) => 'entry' in each && each.entry === entry)
    )
      return flag;
    if (map.size === 0) return { changes: [{ op: 'remove', entry }], entry: undefined };
    if (!flag.entry) return flag;
    const values = [{ text, span: entry.key, value: text }];
    const renames = flag.changes.filter(({ op }) => op === 'rename');
    return { changes: [...renames, { op: 'write', entry, values: [text] }], entry: { ...entry, name, values } };
  };
  return { migrated: migrated.map(change), changes: [] };
}

interface CarriedKeys {
  kept: Map<string, Value>;
  flags: { key: string; flag: string; values: string[] }[];
  notes: string[];
}

function carryKeys(map: Readonly<Record<string, Value>>, facts: Facts, view: CatalogView, to: Release): CarriedKeys {
  const carried: CarriedKeys = { kept: new Map(), flags: [], notes: [] };
  const { release, config } = facts;
  const isOldParser = isInRange(release.version, '3.7-3.12');
  for (const [written, value] of Object.entries(map)) {
    // Up to 3.12 a key with false or null is left out.
    if (isOldParser && (value === false || value === null)) continue;
    const { name: key, value: meant } = isOldParser
      ? resolveOption(facts, toUnderscores(written), value)
      : { name: written, value };
    const flag = findFlagFor(facts, view, key, meant);
    // A key that the current release rejects is neither better nor worse in another one.
    if (!isKeyAccepted(facts, facts.catalog.view(release.version, config.command), written, release.version))
      carried.kept.set(written, value);
    else if (isOldParser && isKeyAccepted(facts, view, key, to)) carried.kept.set(key, meant);
    else if (flag && !findGiven(facts, flag.flag)) carried.flags.push({ key: written, ...flag });
    else if (isKeyAccepted(facts, view, key, to)) carried.kept.set(key, meant);
    else
      carried.notes.push(
        `${written} ${JSON.stringify(value)} is taken out of ${EXTRA_KWARGS_FLAGS.find((each) => findGiven(facts, each))}: ms-swift ${to} ${flag ? `reads ${flag.flag}, which is already given` : 'does not accept it and has no flag for it'}.`,
      );
  }
  return carried;
}

/** Returns the setting that an option of Megatron's parser changes: `no_x` turns `x` off, and some have another name. */
function resolveOption({ catalog }: Facts, name: string, value: Value): { name: string; value: Value } {
  const option = catalog.megatronByName.get(name);
  if (option?.turnsOff && value === true) return { name: option.turnsOff, value: false };
  return { name: option?.sets ?? name, value };
}

function isKeyAccepted({ catalog }: Facts, view: CatalogView, key: string, to: Release): boolean {
  if (isInRange(to, '3.7-3.12')) return catalog.coreOf(to)?.byName.has(toUnderscores(key)) === true;
  return view.names.get('model_config_key')?.has(key) === true;
}

/** Finds the flag of a release that sets the same as a key. */
function findFlagFor(
  { catalog }: Facts,
  view: CatalogView,
  key: string,
  value: Value,
): { flag: string; values: string[] } | undefined {
  const flag = catalog.byName.get(key);
  if (!flag || isMap(value)) return undefined;
  const values = (Array.isArray(value) ? value : [value]).map(printValue);
  if (view.forms.has(key)) return { flag: key, values };
  const counterpart = findCounterpart(catalog, flag, view.forms);
  const converted = counterpart && convertValues(values, counterpart.value);
  return counterpart && converted ? { flag: counterpart.flag.name, values: converted } : undefined;
}

/** Moves removed flags that the model config still has into the map. Those that say what config.json says are removed. */
function moveRemovedFlags(
  migrated: readonly MigratedFlag[],
  { modelConfig }: MigrationData,
  facts: Facts,
  view: CatalogView,
): { migrated: MigratedFlag[]; keys: Map<string, Value> } {
  const keys = new Map<string, Value>();
  const fields = view.names.get('model_config_key');
  if (!fields) return { migrated: [...migrated], keys };
  const moved = migrated.map((flag): MigratedFlag => {
    const [change] = flag.changes;
    const given = change?.op === 'retire' ? facts.givenOf(change.entry) : undefined;
    const name = given?.flag?.name ?? '';
    const key = Object.hasOwn(modelConfig, name) ? modelConfig[name] : undefined;
    const isPlain = given !== undefined && isValueOfField(given);
    if (!given || key === undefined || !isPlain || !fields.has(key) || given.entry.fromExpansion) return flag;
    const usual = facts.model?.get(name) ?? given.form?.default;
    if (printValue(usual ?? null) !== printValue(given.value as Value)) keys.set(key, given.value as Value);
    return { changes: [{ op: 'remove', entry: given.entry }], entry: undefined };
  });
  return { migrated: moved, keys };
}

/** Whether the model config takes a value as the flag has it: it does not read texts that list numbers. */
const isValueOfField = ({ value, form }: GivenFlag): boolean =>
  value !== undefined && value !== null && !isMap(value) && (typeof value !== 'string' || form?.type === 'enum');
