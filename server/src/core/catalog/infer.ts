import type { Command } from '../config/config';
import { nameOfCommand, toUnderscores } from '../config/lookup';
import type { Fit } from './chooseRelease';
import type { DecisiveItem, ReleaseEvidence, RunEvidence } from './evidence';
import { modelNameOf } from './models';
import type { Release } from './release';
import type { ReleaseSet } from './releaseSets';
import type { Catalog } from './types';

/** A flag as written: its name without dashes, and its first value when that is known. */
export interface WrittenFlag {
  name: string;
  value: string | undefined;
}

/** A run as far as it decides which releases fit. */
export interface WrittenRun {
  command: Command;
  flags: readonly WrittenFlag[];
  /** The releases that read its kind of config file, as a range. */
  readers?: string | undefined;
}

/** The evidence of all runs of a text. */
export interface TextEvidence {
  runs: readonly RunEvidence[];
  /** The releases that know everything in all runs. */
  shared: ReleaseSet;
  /** The result for all runs together, by the releases among which it was searched. */
  fits: Map<ReleaseSet, Fit>;
}

/** Combines the evidence of the runs of a text. */
export const combineEvidence = ({ support }: Catalog, runs: readonly RunEvidence[]): TextEvidence => ({
  runs,
  shared: runs.reduce((set, { fit }) => set & fit, support.all),
  fits: new Map(),
});

/** Collects the flags, values, names and the model of a run that some release knows. Others favor none. */
export function collectEvidence(catalog: Catalog, { command, flags, readers }: WrittenRun): RunEvidence {
  const { support } = catalog;
  const items: ReleaseEvidence[] = [];
  const commandReleases = support.ofCommand(command);
  if (commandReleases !== support.all) items.push({ text: nameOfCommand(command), releases: commandReleases });
  for (const { name, value } of flags) {
    const flag = toUnderscores(name);
    const releases = support.ofFlag(command, flag, value);
    if (releases !== 0n) items.push({ text: flag, releases });
    const named = value === undefined ? 0n : support.ofName(flag, value);
    if (named !== 0n) items.push({ text: `${flag} ${value}`, releases: named });
  }
  const model = flags.findLast(({ name }) => name === 'model')?.value;
  const hasType = flags.some(({ name }) => toUnderscores(name) === 'model_type');
  const known = model === undefined || hasType ? 0n : support.ofModel(modelNameOf(model));
  if (model !== undefined && known !== 0n) items.push({ text: model, releases: known });
  const able = commandReleases & (readers === undefined ? support.all : support.ofRange(readers));
  const possible = able === 0n ? support.all : able;
  return { items, able: possible, fit: items.reduce((set, { releases }) => set & releases, possible) };
}

/**
 * Finds the releases among some that fit the run at `index`: those that know everything in all runs of the text, else in
 * this run, else the most of it.
 */
export function findFit(catalog: Catalog, text: TextEvidence, index: number, among: readonly Release[]): Fit {
  const { support } = catalog;
  const limit = support.ofReleases(among);
  const shared = text.shared & limit;
  if (shared !== 0n) {
    const known = text.fits.get(limit) ?? describeFit(catalog, text.runs, shared, limit);
    text.fits.set(limit, known);
    return known;
  }
  const own = text.runs[index] ?? { items: [], able: support.all, fit: support.all };
  const fitting = own.fit & limit || findMostAccepting(own, among, support) || limit;
  return describeFit(catalog, [own], fitting, limit);
}

function describeFit(
  { releases, support }: Catalog,
  runs: readonly RunEvidence[],
  fitting: ReleaseSet,
  limit: ReleaseSet,
): Fit {
  const fittingReleases = releases.filter((_, at) => (fitting >> BigInt(at)) & 1n);
  const version = fittingReleases.at(-1) ?? releases.at(-1) ?? '';
  const evidence = findDecisive(runs, support, support.ofReleases([version]), limit);
  return { version, others: fittingReleases.slice(0, -1), ...(evidence !== undefined && { evidence }) };
}

/** The releases that accept the most of a run, whose flags belong to several. */
function findMostAccepting(run: RunEvidence, among: readonly Release[], support: Catalog['support']): ReleaseSet {
  let best = { count: -1, set: 0n };
  for (const release of among) {
    const bit = support.ofReleases([release]);
    if ((bit & run.able) === 0n) continue;
    const count = run.items.filter((item) => (item.releases & bit) !== 0n).length;
    if (count > best.count) best = { count, set: bit };
    else if (count === best.count) best = { count, set: best.set | bit };
  }
  return best.set;
}

/** The text of the evidence that the chosen release accepts and the fewest others do. */
function findDecisive(
  runs: readonly RunEvidence[],
  support: Catalog['support'],
  chosen: ReleaseSet,
  limit: ReleaseSet,
): string | undefined {
  let decisive: DecisiveItem | undefined;
  for (const run of runs) {
    const item = findDecisiveItem(run, support, chosen, limit);
    if (item && item.count < (decisive?.count ?? Number.POSITIVE_INFINITY)) decisive = item;
  }
  return decisive?.text;
}

/** Finds it among the evidence of one run, which remembers it for the next version of the text. */
function findDecisiveItem(
  run: RunEvidence,
  { size }: Catalog['support'],
  chosen: ReleaseSet,
  limit: ReleaseSet,
): DecisiveItem | undefined {
  const { decisive: known } = run;
  if (known && known.chosen === chosen && known.limit === limit) return known.item;
  let item: DecisiveItem | undefined;
  for (const { text, releases } of run.items) {
    const count = (releases & chosen) === 0n ? size(limit) : size(releases & limit);
    if (count < (item?.count ?? size(limit))) item = { text, count };
  }
  run.decisive = { chosen, limit, item };
  return item;
}
