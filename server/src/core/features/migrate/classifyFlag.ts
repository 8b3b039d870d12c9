import type { Release } from '../../catalog/release';
import { type Counterpart, convertValues, findCounterpart, lifetimeOf } from '../../catalog/renames';
import type { CatalogView, Flag, Form } from '../../catalog/types';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';

/** Values of a flag as the trainer receives them; undefined where a value is unknown. */
export type Values = readonly (string | undefined)[];

/** The change that a flag needs for another release. */
export type FlagChange =
  | { kind: 'same' }
  | {
      /** The flag has another name, spelling or value. */
      kind: 'renamed';
      name: string;
      oldValues: Values;
      newValues: Values;
      note?: string;
    }
  | {
      /** The release has no equivalent. */
      kind: 'removed';
      reason: string;
    }
  | {
      /** The equivalent depends on a value that is unknown. */
      kind: 'unclear';
      note: string;
    };

/** Classifies a flag of a run by the change that it needs for another release. */
export function classifyFlag(facts: Facts, given: GivenFlag, flag: Flag, view: CatalogView, to: Release): FlagChange {
  const form = view.forms.get(flag.name);
  // Values that the current release rejects are neither better nor worse in another one.
  const isInvalid = given.form !== undefined && !isAccepted(fullValuesOf(given), given.form);
  if (form) return isInvalid ? { kind: 'same' } : classifyKeptFlag(given, flag, form, to);
  if (given.form?.noEffect || given.form?.overwritten) {
    const reason = `ms-swift ${to} has no ${flag.name}, and it had no effect in ${facts.release.version}.`;
    return { kind: 'removed', reason };
  }
  const counterpart = findCounterpart(facts.catalog, flag, view.forms);
  return counterpart
    ? classifyRenamedFlag(facts, given, flag, counterpart, isInvalid, view, to)
    : { kind: 'removed', reason: describeMissingFlag(facts, flag, to) };
}

/** Classifies a flag that keeps its name. Its spelling or its value may still need a change. */
function classifyKeptFlag(given: GivenFlag, flag: Flag, form: Form, to: Release): FlagChange {
  const { entry, match } = given;
  const values = fullValuesOf(given);
  const isComplement = match.kind === 'complement';
  const isBare = entry.values.length === 0;
  const meansTrue = isBare && !isComplement && given.form?.bare === true;
  // Another release may have two flags that begin with the abbreviation.
  const isRespelled = match.kind === 'prefix' || (isComplement && !form.complement);
  const isStillAccepted = isBare ? !meansTrue || form.bare === true : areValuesAccepted(values, form);
  if (!isRespelled && isStillAccepted) return { kind: 'same' };
  return classifyValues(flag.name, isComplement ? [] : values, meansTrue ? ['true'] : values, flag, form, to);
}

/** Classifies a flag that has another name in the release. */
function classifyRenamedFlag(
  facts: Facts,
  given: GivenFlag,
  flag: Flag,
  { flag: target, value: valueChange }: Counterpart,
  isInvalid: boolean,
  view: CatalogView,
  to: Release,
): FlagChange {
  const isGivenTwice = facts.lastByName.has(target.name) || facts.writtenNames.has(target.name);
  if (isGivenTwice)
    return { kind: 'removed', reason: `Renamed to ${target.name} in ms-swift ${to}, which is already given.` };
  const values = fullValuesOf(given);
  if (isInvalid && valueChange !== 'other')
    return { kind: 'renamed', name: target.name, oldValues: values, newValues: values };
  const newValues = translateValues(facts, flag, target, values, valueChange);
  if (newValues) return classifyValues(target.name, values, newValues, target, view.forms.get(target.name) as Form, to);
  if (valueChange === 'other' || !values.includes(undefined))
    return { kind: 'removed', reason: describeMissingFlag(facts, flag, to) };
  const note = `${flag.name} is called ${target.name} in ms-swift ${to}, with a different value, and ${given.entry.values[0]?.text} is only known when the run starts: change it by hand.`;
  return { kind: 'unclear', note };
}

/** Translates values to a flag of another name. An unknown value is kept where the meaning does not change. */
function translateValues(
  facts: Facts,
  flag: Flag,
  target: Flag,
  values: Values,
  valueChange: Counterpart['value'],
): Values | undefined {
  if (valueChange === 'same') return values;
  return valueChange === 'other' ? virtualStagesOf(facts, flag, target) : convertValues(values, valueChange);
}

/** Classifies a flag by the values that it gets, which may have other names in the release. */
function classifyValues(
  name: string,
  oldValues: Values,
  values: Values,
  flag: Flag,
  form: Form,
  to: Release,
): FlagChange {
  const newValues = values.map((value) =>
    value !== undefined && !areValuesAccepted([value], form) ? (flag.renamedValues?.[value] ?? value) : value,
  );
  if (areValuesAccepted(newValues, form)) return { kind: 'renamed', name, oldValues, newValues };
  if (isUnknownChoice(newValues, form))
    return { kind: 'renamed', name, oldValues, newValues, note: describeUnknownChoice(name, newValues, form, to) };
  return { kind: 'removed', reason: `ms-swift ${to} does not accept ${newValues.join(' ')} for ${name}.` };
}

function describeMissingFlag({ catalog, config }: Facts, flag: Flag, to: Release): string {
  const { until } = lifetimeOf(catalog, flag, config.command);
  const isOld = catalog.releases.indexOf(until) < catalog.releases.indexOf(to);
  const advice = (isOld ? flag.instead : flag.before) ?? '';
  return `ms-swift ${to} has no ${flag.name}. ${advice}`.trim();
}

/** The values of a flag as written in full: a complement is its flag with the value false. */
function fullValuesOf({ entry, match }: GivenFlag): Values {
  if (match.kind === 'complement') return ['false'];
  // After its first value, a flag ends at arguments that may be flags.
  const end = entry.values.findIndex(({ maySplit }, index) => maySplit && index > 0);
  return (end < 0 ? entry.values : entry.values.slice(0, end)).map(({ value }) => value);
}

/** Converts layers per virtual stage to virtual stages per rank, where all numbers are known. */
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

/** Whether a flag can be given with these values, or without any. */
const isAccepted = (values: Values, form: Form): boolean =>
  values.length === 0 ? form.bare === true : areValuesAccepted(values, form);

/** Whether a release accepts the number of values and each choice. An unknown value may be right. */
function areValuesAccepted(values: Values, form: Form): boolean {
  if (form.unreadable || form.type === 'dtype' || (!form.list && values.length > 1)) return false;
  const choices = (form.choices ?? []).map((choice) => choice ?? 'None');
  return form.type !== 'enum' || values.every((value) => value === undefined || choices.includes(value));
}

/**
 * Whether rejected values are a choice that the release lacks. With it, the run stops with an error; without the flag,
 * it would continue with the default and do something else.
 */
const isUnknownChoice = (values: Values, form: Form): boolean =>
  form.type === 'enum' && !form.unreadable && (form.list || values.length === 1);

function describeUnknownChoice(name: string, values: Values, form: Form, to: Release): string {
  const choices = (form.choices ?? []).map((choice) => choice ?? 'None').join(', ');
  return `${name} ${values.join(' ')} is kept so that the run stops instead of doing something else: ms-swift ${to} accepts ${choices}.`;
}
