import type { Command } from '../config/config';
import { memoize } from './memoize';
import { isInRange, type Release } from './release';
import type { ReleaseSet, Support } from './releaseSets';
import type { CatalogData, Form } from './types';

/** A model whose name was looked up; few are open at a time. */
const MAX_CACHED_MODELS = 100;

export function createSupport(data: CatalogData): Support {
  const { releases, flags, commands } = data;
  const bits = new Map(releases.map((release, index) => [release, 1n << BigInt(index)]));
  const ofReleases = (some: readonly Release[]): ReleaseSet =>
    some.reduce((set, release) => set | (bits.get(release) ?? 0n), 0n);
  const ofRange = memoize((range: string): ReleaseSet => ofReleases(releases.filter((each) => isInRange(each, range))));
  const byName = new Map(flags.map((flag) => [flag.name, flag]));
  const formsOf = memoize((command: Command) =>
    memoize((name: string): FormSupport[] => {
      let taken = 0n;
      return (byName.get(name)?.forms ?? []).flatMap((form) => {
        if (!(form.commands ?? TRAINING_COMMANDS).includes(command)) return [];
        const set = ofRange(form.releases) & ~taken;
        taken |= set;
        return [{ form, set }];
      });
    }),
  );
  const partsOf = memoize((command: Command) =>
    memoize((name: string) => ({
      values: partition(formsOf(command)(name), acceptedPartOf),
      all: partition(formsOf(command)(name), ({ releases: _, commands: __, ...rest }) => rest),
    })),
  );
  const { ofName, ofModel } = createNameSupport(data, ofRange);
  return {
    all: (1n << BigInt(releases.length)) - 1n,
    ofReleases,
    ofRange,
    ofCommand: (command) => ofRange(commands.find(({ name }) => name === command)?.releases ?? '0'),
    ofFlag: (command, name, value) =>
      byName.has(name)
        ? formsOf(command)(name).reduce((set, { form, set: own }) => (accepts(form, value) ? set | own : set), 0n)
        : 0n,
    ofForms: (command, name, aspect) => (byName.has(name) ? partsOf(command)(name)[aspect] : NO_PARTS),
    ofName,
    ofModel,
    size: (set) => {
      let count = 0;
      for (let rest = set; rest > 0n; rest &= rest - 1n) count++;
      return count;
    },
  };
}

/** Creates the look-up of names and models in the tables of the releases. */
function createNameSupport(
  data: CatalogData,
  ofRange: (range: string) => ReleaseSet,
): Pick<Support, 'ofName' | 'ofModel'> {
  // A run asks for the names of few flags, and the tables are parsed when they are first read.
  const rangesOf = memoize(({ ranges }: CatalogData['names'][number]) =>
    ranges.map((range) => ({ set: ofRange(range.releases), names: ` ${range.names} ` })),
  );
  const namesOf = (flag: string) => {
    const row = data.names.find((each) => each.flag === flag);
    return row ? rangesOf(row) : [];
  };
  const ofName = (flag: string, name: string): ReleaseSet => {
    if (/\s/.test(name) || name === '') return 0n;
    return namesOf(flag).reduce((set, range) => (range.names.includes(` ${name} `) ? set | range.set : set), 0n);
  };
  const findModel = (name: string): ReleaseSet => {
    let set = 0n;
    const listed = namesOf('megatron_model_type').reduce((all, range) => all | range.set, 0n);
    for (const row of data.models.names) {
      if (!row.names.includes(name) || !row.names.split(' ').includes(name)) continue;
      const known = ofRange(row.releases);
      const trainable = ofName('megatron_model_type', row.type);
      set |= known & (trainable | ~listed);
    }
    return set;
  };
  const cachedModels = new Map<string, ReleaseSet>();
  const ofModel = (name: string): ReleaseSet => {
    const known = cachedModels.get(name) ?? findModel(name);
    if (cachedModels.size >= MAX_CACHED_MODELS) cachedModels.clear();
    cachedModels.set(name, known);
    return known;
  };
  return { ofName, ofModel };
}

/** The part of a form that decides which values are accepted, and how they are parsed. */
const acceptedPartOf = ({ releases: _, commands: __, default: ___, effective, dependsOn, inEffect, ...rest }: Form) =>
  rest;

/** Groups the releases of forms that have the same part. */
function partition(forms: readonly FormSupport[], partOf: (form: Form) => object): ReleaseSet[] {
  const sets = new Map<string, ReleaseSet>();
  for (const { form, set } of forms) {
    const key = JSON.stringify(partOf(form));
    sets.set(key, (sets.get(key) ?? 0n) | set);
  }
  return [...sets.values()];
}

const NO_PARTS: readonly ReleaseSet[] = [];

/** A form of a flag with the releases in which it applies. */
interface FormSupport {
  form: Form;
  set: ReleaseSet;
}

/** The commands of a form that names none. */
export const TRAINING_COMMANDS: readonly Command[] = ['pt', 'sft', 'rlhf'];

const accepts = (form: Form, value: string | undefined): boolean =>
  form.type !== 'enum' || value === undefined || form.choices?.includes(value) === true;
