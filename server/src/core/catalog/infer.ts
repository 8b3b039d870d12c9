import type { Command } from '../config/config';
import { nameOfCommand, toUnderscores } from '../config/lookup';
import type { Fit } from './chooseRelease';
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

/** A flag, a value or a model that some releases know, with those that do. */
export interface ReleaseEvidence {
  text: string;
  releases: ReleaseSet;
}

/** The evidence of one run. */
interface RunEvidence {
  items: readonly ReleaseEvidence[];
  /** The releases that have the command, and read the kind of file. */
  able: ReleaseSet;
  /** The releases that know all of it. */
  fit: ReleaseSet;
}

/** The evidence of all runs of a text. */
export interface TextEvidence {
  runs: readonly RunEvidence[];
  /** The releases that know everything in all runs. */
  shared: ReleaseSet;
  /** The result for all runs together, by the releases among which it was searched. */
  fits: Map<ReleaseSet, Fit>;
}

/** Collects the evidence of the runs of a text. */
export function collectEvidence(catalog: Catalog, written: readonly WrittenRun[]): TextEvidence {
  const runs = written.map((run) => collectRunEvidence(catalog, run));
  return { runs, shared: runs.reduce((set, { fit }) => set & fit, catalog.support.all), fits: new Map() };
}

/** Collects the flags, values, names and the model of a run that some release knows. Others favor none. */
function collectRunEvidence(catalog: Catalog, { command, flags, readers }: WrittenRun): RunEvidence {
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
  { size }: Catalog['support'],
  chosen: ReleaseSet,
  limit: ReleaseSet,
): string | undefined {
  let decisive: { text: string; count: number } | undefined;
  for (const { text, releases } of runs.flatMap(({ items }) => items)) {
    const count = (releases & chosen) === 0n ? size(limit) : size(releases & limit);
    if (count < (decisive?.count ?? size(limit))) decisive = { text, count };
  }
  return decisive?.text;
}
