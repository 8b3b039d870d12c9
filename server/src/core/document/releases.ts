import { chooseRelease, type Fit } from '../catalog/chooseRelease';
import type { RunEvidence } from '../catalog/evidence';
import { collectEvidence, combineEvidence, findFit, type TextEvidence } from '../catalog/infer';
import type { Release, ReleaseChoice } from '../catalog/release';
import { choosePin } from '../catalog/scriptPins';
import type { Catalog } from '../catalog/types';
import { type Modeline, readModelineAbove } from '../comments/modeline';
import type { Config } from '../config/config';
import { isYamlFileName } from '../config/extensions';
import { findConfigFlag } from '../config/lookup';
import { originOf } from '../config/shiftedConfig';
import type { Document, DocumentContext } from './document';

// The release of each command of a document, and the catalog that describes it.

/** The settings of the document's modeline, overridden by those of the line above the command. */
export const mergeModelines = (document: Document, config: Config): Modeline => ({
  ...document.modeline,
  ...readModelineAbove(document.text, config),
});

/** The entire run that a config is part of. */
export const joinedConfigOf = (document: Pick<Document, 'joins'>, config: Config): Config =>
  document.joins.get(config)?.config ?? config;

/** Chooses the release of one command of a document, cached in the document. */
export function chooseReleaseOf(catalog: Catalog, document: Document, config: Config): ReleaseChoice {
  document.textCache.releases ??= new Map();
  const { releases } = document.textCache;
  const choice =
    releases.get(config) ??
    chooseRelease(catalog, sourcesOf(document, mergeModelines(document, config), config.head.start), (among) => {
      const index = document.reading.configs.indexOf(config);
      return findFit(catalog, collectDocumentEvidence(catalog, document), index, among);
    });
  releases.set(config, choice);
  return choice;
}

/** Chooses the release of a text before its commands are known. */
export const chooseReleaseOfText = (
  catalog: Catalog,
  text: Pick<Document, 'text' | 'modeline' | 'scriptPins' | 'context'>,
): ReleaseChoice => chooseRelease(catalog, sourcesOf(text, text.modeline), (among) => newestOf(among));

/** Chooses the release before there is a text, by the name that a setting gives. */
export const chooseReleaseBySetting = (catalog: Catalog, swiftVersion: string | undefined): ReleaseChoice =>
  chooseReleaseOfText(catalog, { text: '', modeline: {}, scriptPins: [], context: { swiftVersion } });

const newestOf = (among: readonly Release[]): Fit => ({ version: among.at(-1) ?? '', others: among.slice(0, -1) });

const sourcesOf = (
  { text, scriptPins, context }: Pick<Document, 'text' | 'scriptPins' | 'context'>,
  { swiftVersion }: Modeline,
  at?: number,
) => ({
  modeline: swiftVersion,
  setting: context.swiftVersion,
  project: projectReleaseOf(context),
  script: choosePin(scriptPins, text, at),
  found: context.found,
});

const projectReleaseOf = ({ project }: DocumentContext): { version: string; file: string } | undefined =>
  project?.release === undefined ? undefined : { version: project.release, file: project.file };

/** The catalog that describes a release: with the flags of its own code, or with those of both neighbors. */
export function catalogOfRelease(catalog: Catalog, { tree, doubt, version, others }: ReleaseChoice): Catalog {
  if (tree) return catalog.withTree(tree).catalog;
  const [older] = others ?? [];
  return doubt === 'between' && older !== undefined ? catalog.between(older, version) : catalog;
}

/** The evidence of the runs of a document, collected once. */
function collectDocumentEvidence(catalog: Catalog, document: Document): TextEvidence {
  document.textCache.evidence ??= combineEvidence(
    catalog,
    document.reading.configs.map((config) => collectRunEvidence(catalog, document, config)),
  );
  return document.textCache.evidence;
}

/** The evidence of a run. That of a command alone is kept while its text is the same. */
function collectRunEvidence(catalog: Catalog, document: Document, config: Config): RunEvidence {
  const origin = document.joins.has(config) ? undefined : originOf(config);
  const known = origin && catalog.runEvidence.get(origin);
  if (known) return known;
  const run = origin ?? joinedConfigOf(document, config);
  const flags = run.flags.map(({ name, values }) => ({ name, value: values[0]?.value }));
  const readers = findReaders(document, config, run);
  const evidence = collectEvidence(catalog, { command: run.command, flags, readers });
  if (origin) catalog.runEvidence.set(origin, evidence);
  return evidence;
}

/**
 * The releases that read the kind of config file of a run: 3.10 to 4.0.4 one after `--config`, which later ones read for
 * Ray only, and 4.1 and later a YAML file as the first argument.
 */
function findReaders({ syntax, joins }: Document, config: Config, run: Config): string | undefined {
  const command = [config, joins.get(config)?.other.config].find((each) => each?.configFile);
  if (!command) return run.partial && syntax.id === 'yaml' ? '3.10+' : undefined;
  if (findConfigFlag(command)) return run.flags.some(({ name }) => name === 'use_ray') ? '3.10+' : '3.10-4.0.4';
  return isYamlFileName(command.configFile?.value ?? '') ? '4.1+' : undefined;
}
