import type { Catalog } from '../catalog/catalog';
import { inferRelease, type Written } from '../catalog/infer';
import { chooseRelease, type FoundRelease, type ReleaseChoice } from '../catalog/release';
import { type Modeline, modelineAbove } from '../comments/modeline';
import type { Ignores } from '../comments/suppressions';
import type { Config, Reading } from '../config/config';
import { type Facts, factsOf } from '../facts/facts';
import { modelFacts } from '../facts/modelConfig';
import type { Repair } from '../features/fixes/quickFixes';
import type { Finding } from '../lint/rule';
import type { Syntax } from '../syntax/syntax';
import type { Join, Neighbour } from './joins';
import { type FoundModel, foundModel, type WantedModel, wantedModel } from './models';
import type { Severities } from './severity';

/** What is known around a document: settings of the user, or options of the command line. */
export interface Surroundings {
  /** The release set for the workspace; a modeline goes before it. */
  swiftVersion?: string | undefined;
  /** The release that is installed beside the document, or that files of its environment pin. */
  found?: FoundRelease | undefined;
  worldSize?: number | undefined;
  /** GPUs of a launch target together: they go before whatever the file says. */
  targetSize?: number | undefined;
  /** The parsed config.json that holds whatever model a run names, unless a modeline says otherwise. */
  modelConfig?: unknown;
  /** The config.json files that were found for the models that runs name. */
  models?: readonly FoundModel[] | undefined;
  /** The name of the document itself. */
  name?: string | undefined;
  /** Texts that may belong to the same runs: named config files, or scripts that name this one. */
  neighbours?: readonly Neighbour[] | undefined;
  /** Severities that the user gives to rules. */
  severities?: Severities | undefined;
}

/** One text as it was read. Nothing in it changes; a new text gives a new document. */
export interface Document {
  text: string;
  syntax: Syntax;
  reading: Reading;
  around: Surroundings;
  /** What the first lines say of the whole file. */
  modeline: Modeline;
  /** The comments that silence findings. */
  ignores: Ignores;
  /** How many flags all runs of the document have together. */
  size: number;
  /** The configs that go on in another text. */
  joins: ReadonlyMap<Config, Join>;
  /** Facts, findings and the repair of all errors are worked out once, when they are first asked for. */
  memory: Map<Config, { facts?: Facts; judged?: Finding[]; findings?: Finding[]; repair?: Repair | null }>;
}

/** Flags of all runs of one file, a config file counted with each command that reads it. */
const MOST_FLAGS = 100_000;

/** A file with that many flags was made by accident; working out what each run is would take forever. */
export const isBeyondMeasure = ({ size }: Document): boolean => size > MOST_FLAGS;

export const releaseOf = (
  catalog: Catalog,
  modeline: Modeline,
  around: Surroundings,
  config?: Config,
): ReleaseChoice => {
  const asked = { modeline: modeline.swiftVersion, setting: around.swiftVersion, found: around.found };
  const isAsked = asked.modeline || asked.setting || asked.found;
  const flags = config && !isAsked ? inferRelease(catalog, config.command, writtenIn(config)) : undefined;
  return chooseRelease(catalog.releases, catalog.reference, { ...asked, flags });
};

const writtenIn = (config: Config): Written[] =>
  config.flags.map(({ name, values }) => ({ name, word: values[0]?.value }));

/** The facts of one config of a document, remembered with the document. */
export function factsIn(catalog: Catalog, document: Document, config: Config): Facts {
  const memory = document.memory.get(config) ?? {};
  document.memory.set(config, memory);
  memory.facts ??= newFacts(catalog, document, config);
  return memory.facts;
}

/** What the modelines say of one config. */
const modelineFor = (document: Document, config: Config): Modeline => ({
  ...document.modeline,
  ...modelineAbove(document.text, config),
});

/** The whole run that a config is part of. */
const runOf = (document: Document, config: Config): Config => document.joins.get(config)?.config ?? config;

/** The model that the run of a config names. */
export const modelWantedBy = (document: Document, config: Config): WantedModel | undefined =>
  wantedModel(runOf(document, config), modelineFor(document, config));

/** The config.json that holds for a config, and where it was found. */
export function modelOf(document: Document, config: Config): Partial<FoundModel> | undefined {
  const wanted = modelWantedBy(document, config);
  const { modelConfig } = document.around;
  if (modelConfig !== undefined && !wanted?.isFile) return { config: modelConfig };
  return foundModel(document, wanted);
}

function newFacts(catalog: Catalog, document: Document, config: Config): Facts {
  const { around } = document;
  const modeline = modelineFor(document, config);
  const whole = runOf(document, config);
  const model = modelOf(document, config);
  const release = releaseOf(catalog, modeline, around, whole);
  return factsOf(whole, {
    catalog,
    release,
    worldSize: around.targetSize ?? modeline.worldSize ?? around.worldSize,
    model: model && modelFacts(model.config, release.version, model.hasArgs),
  });
}
