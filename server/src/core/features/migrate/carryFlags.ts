import type { Release } from '../../catalog/release';
import { changedWords, counterpart, lifeOf } from '../../catalog/renames';
import type { Catalog, Flag, Form, View } from '../../catalog/types';
import { type Entry, underscored } from '../../config/config';
import type { Change } from '../../config/edit';
import { isInOther } from '../../config/joinConfigs';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';

/** One flag on its way to another release: what is changed in the text, what is said of it, and what the run then has. */
export interface Carried {
  changes: Change[];
  note?: string;
  /** The entry as the new release reads it; undefined for one that is taken out. */
  entry: Entry | undefined;
}

/** Carries the flags of a run to a release, one after the other. Entries of another text are left as they are. */
export function carryFlags(facts: Facts, to: Release): Carried[] {
  const { catalog, config } = facts;
  const view = catalog.view(to, config.command);
  return config.flags.map((entry): Carried => {
    const given = facts.given.find((each) => each.entry === entry);
    if (!given || isInOther(entry.key)) return { changes: [], entry };
    const flag = given.flag ?? catalog.byName.get(underscored(entry.name));
    return flag ? carry(facts, given, flag, view, to) : { changes: [], entry };
  });
}

const retired = (entry: Entry, name: string, reason: string): Carried => ({
  changes: [{ op: 'retire', entry, reason }],
  note: reason.includes(name) ? reason : `${name}: ${reason}`,
  entry: undefined,
});

function carry(facts: Facts, given: GivenFlag, flag: Flag, view: View, to: Release): Carried {
  const { entry } = given;
  const form = view.forms.get(flag.name);
  // What the release at hand refuses already is no better or worse in another one.
  const isWrong = given.form !== undefined && !takes(wordsOf(given), given.form);
  if (form) return isWrong ? { changes: [], entry } : kept(given, flag, form, to);
  const gone = `ms-swift ${to} has no ${flag.name}`;
  if (given.form?.noEffect || given.form?.overwritten) {
    return retired(entry, flag.name, `${gone}, and it had no effect in ${facts.release.version}.`);
  }
  const other = counterpart(facts.catalog, flag, view.forms);
  if (!other) return retired(entry, flag.name, `${gone}. ${adviceFor(facts.catalog, flag, to)}`.trim());
  const isTwice = facts.given.some((each) => each.flag === other.flag || each.entry.name === other.flag.name);
  if (isTwice) return retired(entry, flag.name, `${other.flag.name}, as it is called in ${to}, is given as well.`);
  if (isWrong && other.value !== 'other')
    return { changes: [{ op: 'rename', entry, to: other.flag.name }], entry: { ...entry, name: other.flag.name } };
  const words = wordsOf(given);
  const stages = other.value === 'other' ? stagesOf(facts, flag, other.flag) : undefined;
  // A word that only the script knows stays what it is, as long as the value does.
  const changed = stages ?? (other.value === 'same' ? words : changedWords(words, other.value));
  if (!changed) {
    const isKnown = !words.includes(undefined);
    if (other.value === 'other' || isKnown)
      return retired(entry, flag.name, `${gone}. ${adviceFor(facts.catalog, flag, to)}`.trim());
    const note = `${flag.name} is called ${other.flag.name} in ${to}, with another value, and ${entry.values[0]?.text} is only known when the run starts. Change it by hand.`;
    return { changes: [], note, entry };
  }
  const target = view.forms.get(other.flag.name) as Form;
  return rewritten(entry, other.flag.name, changed, words, target, other.flag, to);
}

const adviceFor = (catalog: Catalog, flag: Flag, to: Release): string => {
  const isOld = catalog.releases.indexOf(lifeOf(flag).until) < catalog.releases.indexOf(to);
  return (isOld ? flag.instead : flag.before) ?? '';
};

/** The words of a flag as it would be written in full: a complement is its flag with the value false. */
function wordsOf({ entry, match }: GivenFlag): (string | undefined)[] {
  if (match.kind === 'complement') return ['false'];
  // Behind its first value a flag ends where words begin that may be flags.
  const end = entry.values.findIndex(({ splice }, index) => splice && index > 0);
  return (end < 0 ? entry.values : entry.values.slice(0, end)).map(({ value }) => value);
}

/** Layers per virtual stage become virtual stages per rank, where all numbers are known. */
function stagesOf(facts: Facts, flag: Flag, target: Flag): string[] | undefined {
  if (flag.name !== 'num_layers_per_virtual_pipeline_stage' || target.name !== 'virtual_pipeline_model_parallel_size')
    return undefined;
  const layers = facts.model?.get('num_layers') ?? facts.last.get('num_layers')?.value;
  const ranks = facts.last.get('pipeline_model_parallel_size')?.value ?? 1;
  const perStage = facts.last.get(flag.name)?.value;
  if (typeof layers !== 'number' || typeof ranks !== 'number' || typeof perStage !== 'number') return undefined;
  const stages = layers / ranks / perStage;
  return Number.isInteger(stages) && stages > 0 ? [String(stages)] : undefined;
}

/** A flag that goes on under its name; its spelling or its value may have to change all the same. */
function kept(given: GivenFlag, flag: Flag, form: Form, to: Release): Carried {
  const { entry, match } = given;
  const words = wordsOf(given);
  // Another release may have two flags that begin as the abbreviation does.
  const isShort = match.kind === 'prefix' || (match.kind === 'complement' && !form.complement);
  if (!isShort && entry.values.length > 0 && accepts(words, form)) return { changes: [], entry };
  const isBare = form.bare || match.kind === 'complement' || !given.form?.bare;
  if (!isShort && entry.values.length === 0 && isBare) return { changes: [], entry };
  const full = given.form?.bare && entry.values.length === 0 && match.kind !== 'complement' ? ['true'] : words;
  return rewritten(entry, flag.name, full, match.kind === 'complement' ? [] : words, form, flag, to);
}

/** Whether a flag can stand with the words, or with none. */
const takes = (words: readonly (string | undefined)[], form: Form): boolean =>
  words.length === 0 ? form.bare === true : accepts(words, form);

/** Whether a release takes the words: their number, and the choices among them. What is not known may be right. */
function accepts(words: readonly (string | undefined)[], form: Form): boolean {
  if (form.unreadable || form.type === 'dtype' || (!form.list && words.length > 1)) return false;
  const choices = (form.choices ?? []).map((choice) => choice ?? 'None');
  return form.type !== 'enum' || words.every((word) => word === undefined || choices.includes(word));
}

/** The flag with another name or other words, as long as the release takes them. */
function rewritten(
  entry: Entry,
  name: string,
  wanted: readonly (string | undefined)[],
  before: readonly (string | undefined)[],
  form: Form,
  flag: Flag,
  to: Release,
): Carried {
  const words = wanted.map((word) =>
    word !== undefined && !accepts([word], form) ? (flag.renamedValues?.[word] ?? word) : word,
  );
  const isRefused = !accepts(words, form);
  if (isRefused && !isForeignChoice(words, form))
    return retired(entry, name, `ms-swift ${to} does not take ${words.join(' ')} for ${name}.`);
  const changes: Change[] = [];
  if (underscored(entry.name) !== name) changes.push({ op: 'rename', entry, to: name });
  const isSame = words.length === before.length && words.every((word, index) => word === before[index]);
  if (!isSame && words.every((word) => word !== undefined))
    changes.push({ op: 'write', entry, values: words as string[] });
  const values = isSame ? entry.values : words.map((value) => ({ text: value ?? '', span: entry.key, value }));
  return { changes, entry: { ...entry, name, values }, ...(isRefused && { note: refusal(name, words, form, to) }) };
}

/** Without a choice the release would take its default and do something else; with one that it lacks, it stops and says so. */
const isForeignChoice = (words: readonly (string | undefined)[], form: Form): boolean =>
  form.type === 'enum' && !form.unreadable && (form.list || words.length === 1);

function refusal(name: string, words: readonly (string | undefined)[], form: Form, to: Release): string {
  const choices = (form.choices ?? []).map((choice) => choice ?? 'None').join(', ');
  return `${name} ${words.join(' ')} stays, so that the run stops instead of doing something else: ms-swift ${to} takes ${choices}.`;
}
