import type { Release } from '../../catalog/release';
import { convertValues, findCounterpart, lifetimeOf } from '../../catalog/renames';
import type { Catalog, CatalogView, Flag, Form } from '../../catalog/types';
import type { Entry } from '../../config/config';
import type { Change } from '../../config/edit';
import { isInJoined } from '../../config/joinConfigs';
import { toUnderscores } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';

/** One flag on its way to another release: what is changed in the text, what is said of it, and what the run then has. */
export interface MigratedFlag {
  changes: Change[];
  note?: string;
  /** The entry as the new release reads it; undefined for one that is taken out. */
  entry: Entry | undefined;
}

/** Carries the flags of a run to a release, one after the other. Entries of another text are left as they are. */
export function migrateFlags(facts: Facts, to: Release): MigratedFlag[] {
  const { catalog, config } = facts;
  const view = catalog.view(to, config.command);
  return config.flags.map((entry): MigratedFlag => {
    const given = facts.givenFlags.find((each) => each.entry === entry);
    if (!given || isInJoined(entry.key)) return { changes: [], entry };
    const flag = given.flag ?? catalog.byName.get(toUnderscores(entry.name));
    return flag ? migrateFlag(facts, given, flag, view, to) : { changes: [], entry };
  });
}

const retireFlag = (entry: Entry, name: string, reason: string): MigratedFlag => ({
  changes: [{ op: 'retire', entry, reason }],
  note: reason.includes(name) ? reason : `${name}: ${reason}`,
  entry: undefined,
});

function migrateFlag(facts: Facts, given: GivenFlag, flag: Flag, view: CatalogView, to: Release): MigratedFlag {
  const { entry } = given;
  const form = view.forms.get(flag.name);
  // What the release at hand refuses already is no better or worse in another one.
  const isWrong = given.form !== undefined && !isAccepted(fullValuesOf(given), given.form);
  if (form) return isWrong ? { changes: [], entry } : keepFlag(given, flag, form, to);
  const missingText = `ms-swift ${to} has no ${flag.name}`;
  if (given.form?.noEffect || given.form?.overwritten) {
    return retireFlag(entry, flag.name, `${missingText}, and it had no effect in ${facts.release.version}.`);
  }
  const renamed = findCounterpart(facts.catalog, flag, view.forms);
  if (!renamed)
    return retireFlag(entry, flag.name, `${missingText}. ${replacementAdviceOf(facts.catalog, flag, to)}`.trim());
  const isDuplicate = facts.givenFlags.some(
    (each) => each.flag === renamed.flag || each.entry.name === renamed.flag.name,
  );
  if (isDuplicate)
    return retireFlag(entry, flag.name, `${renamed.flag.name}, as it is called in ${to}, is given as well.`);
  if (isWrong && renamed.value !== 'other')
    return { changes: [{ op: 'rename', entry, to: renamed.flag.name }], entry: { ...entry, name: renamed.flag.name } };
  const fullValues = fullValuesOf(given);
  const stageValues = renamed.value === 'other' ? virtualStagesOf(facts, flag, renamed.flag) : undefined;
  // A word that only the script knows stays what it is, as long as the value does.
  const newValues = stageValues ?? (renamed.value === 'same' ? fullValues : convertValues(fullValues, renamed.value));
  if (!newValues) {
    const isKnown = !fullValues.includes(undefined);
    if (renamed.value === 'other' || isKnown)
      return retireFlag(entry, flag.name, `${missingText}. ${replacementAdviceOf(facts.catalog, flag, to)}`.trim());
    const note = `${flag.name} is called ${renamed.flag.name} in ${to}, with another value, and ${entry.values[0]?.text} is only known when the run starts. Change it by hand.`;
    return { changes: [], note, entry };
  }
  const targetForm = view.forms.get(renamed.flag.name) as Form;
  return rewriteFlag(entry, renamed.flag.name, newValues, fullValues, targetForm, renamed.flag, to);
}

const replacementAdviceOf = (catalog: Catalog, flag: Flag, to: Release): string => {
  const isOld = catalog.releases.indexOf(lifetimeOf(catalog, flag).until) < catalog.releases.indexOf(to);
  return (isOld ? flag.instead : flag.before) ?? '';
};

/** The words of a flag as it would be written in full: a complement is its flag with the value false. */
function fullValuesOf({ entry, match }: GivenFlag): (string | undefined)[] {
  if (match.kind === 'complement') return ['false'];
  // Behind its first value a flag ends where words begin that may be flags.
  const end = entry.values.findIndex(({ maySplit: splice }, index) => splice && index > 0);
  return (end < 0 ? entry.values : entry.values.slice(0, end)).map(({ value }) => value);
}

/** Layers per virtual stage become virtual stages per rank, where all numbers are known. */
function virtualStagesOf(facts: Facts, flag: Flag, target: Flag): string[] | undefined {
  if (flag.name !== 'num_layers_per_virtual_pipeline_stage' || target.name !== 'virtual_pipeline_model_parallel_size')
    return undefined;
  const layers = facts.model?.get('num_layers') ?? facts.lastByName.get('num_layers')?.value;
  const ranks = facts.lastByName.get('pipeline_model_parallel_size')?.value ?? 1;
  const perStage = facts.lastByName.get(flag.name)?.value;
  if (typeof layers !== 'number' || typeof ranks !== 'number' || typeof perStage !== 'number') return undefined;
  const stages = layers / ranks / perStage;
  return Number.isInteger(stages) && stages > 0 ? [String(stages)] : undefined;
}

/** A flag that goes on under its name; its spelling or its value may have to change all the same. */
function keepFlag(given: GivenFlag, flag: Flag, form: Form, to: Release): MigratedFlag {
  const { entry, match } = given;
  const values = fullValuesOf(given);
  // Another release may have two flags that begin as the abbreviation does.
  const mustBeRespelled = match.kind === 'prefix' || (match.kind === 'complement' && !form.complement);
  if (!mustBeRespelled && entry.values.length > 0 && areValuesAccepted(values, form)) return { changes: [], entry };
  const mayStayBare = form.bare || match.kind === 'complement' || !given.form?.bare;
  if (!mustBeRespelled && entry.values.length === 0 && mayStayBare) return { changes: [], entry };
  const fullValues = given.form?.bare && entry.values.length === 0 && match.kind !== 'complement' ? ['true'] : values;
  return rewriteFlag(entry, flag.name, fullValues, match.kind === 'complement' ? [] : values, form, flag, to);
}

/** Whether a flag can stand with the words, or with none. */
const isAccepted = (values: readonly (string | undefined)[], form: Form): boolean =>
  values.length === 0 ? form.bare === true : areValuesAccepted(values, form);

/** Whether a release takes the words: their number, and the choices among them. What is not known may be right. */
function areValuesAccepted(values: readonly (string | undefined)[], form: Form): boolean {
  if (form.unreadable || form.type === 'dtype' || (!form.list && values.length > 1)) return false;
  const choices = (form.choices ?? []).map((choice) => choice ?? 'None');
  return form.type !== 'enum' || values.every((value) => value === undefined || choices.includes(value));
}

/** The flag with another name or other words, as long as the release takes them. */
function rewriteFlag(
  entry: Entry,
  name: string,
  newValues: readonly (string | undefined)[],
  oldValues: readonly (string | undefined)[],
  form: Form,
  flag: Flag,
  to: Release,
): MigratedFlag {
  const accepted = newValues.map((value) =>
    value !== undefined && !areValuesAccepted([value], form) ? (flag.renamedValues?.[value] ?? value) : value,
  );
  const isRefused = !areValuesAccepted(accepted, form);
  if (isRefused && !isUnknownChoice(accepted, form))
    return retireFlag(entry, name, `ms-swift ${to} does not take ${accepted.join(' ')} for ${name}.`);
  const changes: Change[] = [];
  if (toUnderscores(entry.name) !== name) changes.push({ op: 'rename', entry, to: name });
  const isSame = accepted.length === oldValues.length && accepted.every((value, index) => value === oldValues[index]);
  if (!isSame && accepted.every((value) => value !== undefined))
    changes.push({ op: 'write', entry, values: accepted as string[] });
  const values = isSame ? entry.values : accepted.map((value) => ({ text: value ?? '', span: entry.key, value }));
  return {
    changes,
    entry: { ...entry, name, values },
    ...(isRefused && { note: describeRefusal(name, accepted, form, to) }),
  };
}

/** Without a choice the release would take its default and do something else; with one that it lacks, it stops and says so. */
const isUnknownChoice = (values: readonly (string | undefined)[], form: Form): boolean =>
  form.type === 'enum' && !form.unreadable && (form.list || values.length === 1);

function describeRefusal(name: string, values: readonly (string | undefined)[], form: Form, to: Release): string {
  const choices = (form.choices ?? []).map((choice) => choice ?? 'None').join(', ');
  return `${name} ${values.join(' ')} stays, so that the run stops instead of doing something else: ms-swift ${to} takes ${choices}.`;
}
