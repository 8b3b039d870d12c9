import { printValue } from '../catalog/value';
import type { Change, Fix } from '../config/edit';
import { findVariable, findVariables } from '../config/lookup';
import type { Facts } from '../facts/facts';
import { findGiven } from '../facts/givens';
import { flagValue } from '../facts/values';
import { capitalize } from '../text/sentence';
import { type Condition, holds } from './condition';
import { belongsInExtraKwargs, changeExtraKwargs, isInExtraKwargs } from './extraKwargs';
import { evaluateTemplate, fillTemplate } from './template';

/**
 * A fix as data, offered where `when` is true. `unlessGiven` keeps what the user already chose. Names in braces are
 * replaced by values as in a message, and `{lr / 10}` by a tenth; a fix whose value is unknown is not offered.
 */
export interface ConstraintFix {
  title?: string;
  safe?: boolean;
  /** The fix is offered only where this is true. */
  when?: Condition;
  changes: ConstraintChange[];
}

type ConstraintChange =
  | { set: string; to: string[]; unlessGiven?: boolean }
  | { setEnv: string; to: string; unlessGiven?: boolean }
  | { remove: string }
  /** Takes one value out of a list, and removes the flag with its last value. */
  | { drop: string; from: string }
  | { add: string; to: string };

/** A change for one run: its phrase in the title, and what it changes. */
interface Step {
  phrase: string;
  changes?: Change[];
  /** New items of a list flag; several steps may change the same list, which is written once. */
  list?: { name: string; items: string[] };
  /** The new value of an option inside `extra_megatron_kwargs`, or undefined to remove it. */
  extraKwarg?: { name: string; values: string[] | undefined };
}

/** Returns the fix for one run; undefined if it does not apply, a value is unknown or there is nothing to remove. */
export function instantiateFix(fix: ConstraintFix, facts: Facts): Fix | undefined {
  if (fix.when && holds(fix.when, facts) !== true) return undefined;
  const steps: Step[] = [];
  const lists = new Map<string, string[]>();
  for (const change of fix.changes) {
    if (isAlreadyChosen(change, facts)) continue;
    const step = instantiateChange(change, facts, lists);
    if (!step) return undefined;
    if (step.list) lists.set(step.list.name, step.list.items);
    steps.push(step);
  }
  const extraKwargs = new Map(
    steps.flatMap(({ extraKwarg }) => (extraKwarg ? [[extraKwarg.name, extraKwarg.values]] : [])),
  );
  const extraKwargsChange = changeExtraKwargs(facts, extraKwargs);
  return {
    title: fix.title ?? capitalize(steps.map(({ phrase }) => phrase).join(' and ')),
    safe: fix.safe ?? false,
    changes: [
      ...steps.flatMap(({ changes = [] }) => changes),
      ...[...lists].flatMap(([name, items]) => changeList(facts, name, items)),
      ...(extraKwargsChange ? [extraKwargsChange] : []),
    ],
  };
}

/** Whether the change only applies to what the user has not set, and the user has set it. */
function isAlreadyChosen(change: ConstraintChange, facts: Facts): boolean {
  if (!('unlessGiven' in change) || !change.unlessGiven) return false;
  return 'set' in change
    ? findGiven(facts, change.set) !== undefined
    : findVariable(facts.config, change.setEnv) !== undefined;
}

function instantiateChange(
  change: ConstraintChange,
  facts: Facts,
  lists: ReadonlyMap<string, string[]>,
): Step | undefined {
  if ('set' in change) return setFlag(change.set, change.to, facts);
  if ('setEnv' in change) return setVariable(change.setEnv, change.to, facts);
  if ('remove' in change) return removeFlag(change.remove, facts);
  const name = 'drop' in change ? change.from : change.to;
  const items = lists.get(name) ?? listItemsOf(facts, name);
  if (!items) return undefined;
  return 'drop' in change
    ? {
        phrase: `drop ${change.drop} from ${name}`,
        list: { name, items: items.filter((item) => item !== change.drop) },
      }
    : { phrase: `add ${change.add} to ${name}`, list: { name, items: [...items, change.add] } };
}

function setFlag(flag: string, templates: readonly string[], facts: Facts): Step | undefined {
  const values = templates.map((template) => evaluateTemplate(template, facts)).filter((value) => value !== undefined);
  if (values.length < templates.length) return undefined;
  // Another release's flag repairs nothing, and a value that is not set is none to write.
  if (!exists(flag, facts) || values.some((value) => value === 'None')) return undefined;
  const phrase = `set ${flag} to ${values.join(' ')}`;
  return belongsInExtraKwargs(facts, flag)
    ? { phrase, extraKwarg: { name: flag, values } }
    : { phrase, changes: [{ op: 'set', flag, values }] };
}

const exists = (flag: string, facts: Facts): boolean =>
  belongsInExtraKwargs(facts, flag) ||
  facts.catalog.view(facts.release.version, facts.config.command).forms.has(flag) ||
  facts.lastByName.has(flag);

function setVariable(name: string, template: string, facts: Facts): Step {
  const value = fillTemplate(template, facts);
  return { phrase: `set ${name} to ${value}`, changes: [{ op: 'setEnv', name, value }] };
}

function removeFlag(name: string, facts: Facts): Step | undefined {
  const isExtraKwarg = isInExtraKwargs(facts, name);
  const entries = [...facts.occurrencesOf(name).map(({ entry }) => entry), ...findVariables(facts.config, name)];
  if (!isExtraKwarg && entries.length === 0) return undefined;
  return {
    phrase: `remove ${name}`,
    changes: entries.map((entry) => ({ op: 'remove', entry })),
    ...(isExtraKwarg && { extraKwarg: { name, values: undefined } }),
  };
}

function listItemsOf(facts: Facts, name: string): string[] | undefined {
  const value = flagValue(facts, name);
  return Array.isArray(value) ? value.map(printValue) : undefined;
}

/** Writes a list, or removes the flag if no item is left. */
function changeList(facts: Facts, name: string, items: readonly string[]): Change[] {
  if (items.length > 0) return [{ op: 'set', flag: name, values: [...items] }];
  const entry = findGiven(facts, name)?.entry;
  return entry ? [{ op: 'remove', entry }] : [];
}
