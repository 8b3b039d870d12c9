import type { ReleaseChoice } from '../catalog/release';
import { isConversion } from '../catalog/swiftExport';
import type { Config, ConfigReader, Reading } from '../config/config';
import { joinConfigs, type Precedence, tagAsJoined } from '../config/joinConfigs';
import { namesInUse } from '../config/lookup';
import { originOf } from '../config/shiftedConfig';
import { baseName } from '../text/baseName';
import { chooseReader, type Reader } from './configReader';
import { type Document, type DocumentContext, type Join, MAX_DOCUMENT_FLAGS, type Neighbor } from './document';

/** Reads a neighbor: a config file as `reader` reads it, or as the launcher does where that is absent. */
export type ReadNeighbor = (neighbor: Neighbor, reader?: Reader) => Document;

/** The config files that the commands of a document name, as written, each once. */
export const listNamedFiles = ({ reading }: Document): string[] => [
  ...new Set([...reading.configs, ...(reading.undecided ?? [])].flatMap(({ configFile }) => configFile?.value ?? [])),
];

/** The number of flags of a run, without joining its texts. */
export const countFlagsOfRun = ({ joins }: Pick<Document, 'joins'>, config: Config): number =>
  originOf(config).flags.length + (joins.get(config)?.other.config.flags.length ?? 0);

/** Returns the first command that names each config file, by the name of the file. */
export function findFirstNaming({ joins }: Document): ReadonlyMap<string, Config> {
  const first = new Map<string, Config>();
  for (const [config, { other }] of joins) {
    if (config.configFile && !first.has(other.name)) first.set(other.name, config);
  }
  return first;
}

/** Joins each config with the neighbor that belongs to it, where that is available. */
export function joinNeighbors(document: Document, release: ReleaseChoice, read: ReadNeighbor): Map<Config, Join> {
  const joins = new Map<Config, Join>();
  const neighbors = document.context.neighbors ?? [];
  if (neighbors.length === 0) return joins;
  const taggedConfigs = new Map<Config, Config>();
  const tagOnce = (config: Config): Config => {
    const tagged = taggedConfigs.get(config) ?? tagAsJoined(config);
    taggedConfigs.set(config, tagged);
    return tagged;
  };
  const byName = new Map(neighbors.map((neighbor) => [neighbor.name, neighbor]));
  let flagCount = 0;
  for (const config of document.reading.configs) {
    // Beyond the limit the document is not checked, and reading the files of the rest would cost much.
    if (flagCount > MAX_DOCUMENT_FLAGS) break;
    const join = config.configFile
      ? joinFile(config, byName, release, read, tagOnce)
      : joinCommand(document, config, release, read);
    if (join) joins.set(config, join);
    flagCount += countFlagsOfRun({ joins }, config);
  }
  return joins;
}

function joinFile(
  config: Config,
  neighbors: ReadonlyMap<string, Neighbor>,
  release: ReleaseChoice,
  read: ReadNeighbor,
  tag: (config: Config) => Config,
): Join | undefined {
  const reader = chooseReader(config, release);
  if (reader === 'none') return undefined;
  const neighbor = neighbors.get(config.configFile?.value ?? '');
  const file = neighbor && read(neighbor, reader);
  const fileConfig = file?.reading.configs[0];
  if (!neighbor || !file || !fileConfig) return undefined;
  return createJoin({ name: neighbor.name, document: file, config: fileConfig }, () =>
    joinConfigs(config, tag(fileConfig), 'command', precedenceOf(reader)),
  );
}

function joinCommand(document: Document, config: Config, release: ReleaseChoice, read: ReadNeighbor): Join | undefined {
  const namingCommand = findNamingCommand(document.context, read, () => convertsCheckpoint(document.reading));
  const reader = namingCommand && chooseReader(namingCommand.command, release);
  if (!namingCommand || !reader || reader === 'none') return undefined;
  const { neighbor, script, command } = namingCommand;
  return createJoin({ name: neighbor.name, document: script, config: command }, () =>
    joinConfigs(config, tagAsJoined(command), 'file', precedenceOf(reader)),
  );
}

/** Creates a join whose config is computed on first use: thousands of commands may name one large file. */
function createJoin(other: Join['other'], join: () => Config): Join {
  let joined: Config | undefined;
  return {
    other,
    get config() {
      joined ??= join();
      return joined;
    },
  };
}

/** Whether a config file has flags for the conversion of a checkpoint. */
export const convertsCheckpoint = ({ configs }: Reading): boolean =>
  configs.some(({ flags }) => isConversion(namesInUse(flags)));

/** Returns the reading with those of the undecided commands whose config files convert a checkpoint. */
export function addConversions(document: Document, release: ReleaseChoice, read: ReadNeighbor): Reading {
  const { reading } = document;
  const { undecided = [] } = reading;
  if (undecided.length === 0) return reading;
  const joins = joinNeighbors({ ...document, reading: { ...reading, configs: undecided } }, release, read);
  const conversions = undecided.filter((config) => {
    const join = joins.get(config);
    return join !== undefined && convertsCheckpoint(join.other.document.reading);
  });
  const configs = [...reading.configs, ...conversions];
  return { ...reading, configs: configs.sort((a, b) => a.fullSpan.start - b.fullSpan.start) };
}

/**
 * Finds the command of a neighbor that names the document as its config file. `isConversion` tells whether the document
 * converts a checkpoint: only then a `swift export` reads it as a config.
 */
export function findNamingCommand(
  { name, neighbors }: DocumentContext,
  read: ReadNeighbor,
  isConversion: () => boolean,
): { neighbor: Neighbor; script: Document; command: Config } | undefined {
  const ownName = name === undefined ? undefined : baseName(name);
  for (const neighbor of ownName === undefined ? [] : (neighbors ?? [])) {
    const script = read(neighbor);
    const { configs, undecided = [] } = script.reading;
    const isNaming = ({ configFile }: Config): boolean =>
      configFile?.value !== undefined && baseName(configFile.value) === ownName;
    const command = configs.find(isNaming) ?? undecided.find((config) => isNaming(config) && isConversion());
    if (command) return { neighbor, script, command };
  }
  return undefined;
}

/** A file after `--config` is read last and takes precedence; as the first argument it is read first. */
const precedenceOf = (reader: ConfigReader | 'launcher'): Precedence => (reader === 'omegaconf' ? 'file' : 'command');
