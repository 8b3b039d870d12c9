import type { ReleaseChoice } from '../catalog/release';
import type { Config, ConfigReader } from '../config/config';
import { joinConfigs, type Precedence, tagAsJoined } from '../config/joinConfigs';
import { baseName } from '../text/baseName';
import { chooseReader } from './configReader';
import type { Document, DocumentContext, Join, Neighbor } from './document';

/** Reads a neighbour; a config file as its reader does, where that is not the launcher. */
export type ReadNeighbor = (neighbor: Neighbor, reader?: ConfigReader) => Document;

/** The files that the commands of a document name, as they are written. */
export const listNamedFiles = ({ reading }: Document): string[] =>
  reading.configs.flatMap(({ configFile: uses }) => uses?.value ?? []);

/** Joins each config with the text that belongs to it, where that is at hand. */
export function joinNeighbors(document: Document, release: ReleaseChoice, read: ReadNeighbor): Map<Config, Join> {
  const joins = new Map<Config, Join>();
  const neighbors = document.context.neighbors ?? [];
  if (neighbors.length === 0) return joins;
  const movedConfigs = new Map<Config, Config>();
  const moveOnce = (config: Config): Config => {
    const known = movedConfigs.get(config) ?? tagAsJoined(config);
    movedConfigs.set(config, known);
    return known;
  };
  const byName = new Map(neighbors.map((neighbor) => [neighbor.name, neighbor]));
  for (const config of document.reading.configs) {
    const join = config.configFile
      ? joinFile(config, byName, release, read, moveOnce)
      : joinCommand(document, config, release, read);
    if (join) joins.set(config, join);
  }
  return joins;
}

function joinFile(
  config: Config,
  neighbors: ReadonlyMap<string, Neighbor>,
  release: ReleaseChoice,
  read: ReadNeighbor,
  move: (config: Config) => Config,
): Join | undefined {
  const reader = chooseReader(config, release);
  if (reader === 'nobody') return undefined;
  const neighbor = neighbors.get(config.configFile?.value ?? '');
  const file = neighbor && read(neighbor, reader === 'launcher' ? undefined : reader);
  const fileConfig = file?.reading.configs[0];
  if (!neighbor || !file || !fileConfig) return undefined;
  const joined = joinConfigs(config, move(fileConfig), 'command', precedenceOf(reader));
  return { config: joined, other: { name: neighbor.name, document: file, config: fileConfig } };
}

function joinCommand(document: Document, config: Config, release: ReleaseChoice, read: ReadNeighbor): Join | undefined {
  const namingCommand = findNamingCommand(document.context, read);
  const reader = namingCommand && chooseReader(namingCommand.command, release);
  if (!namingCommand || !reader || reader === 'nobody') return undefined;
  const { neighbor, script, command } = namingCommand;
  const joined = joinConfigs(config, tagAsJoined(command), 'file', precedenceOf(reader));
  return { config: joined, other: { name: neighbor.name, document: script, config: command } };
}

/** The command of a neighbour that names the document itself. */
export function findNamingCommand(
  { name, neighbors }: DocumentContext,
  read: ReadNeighbor,
): { neighbor: Neighbor; script: Document; command: Config } | undefined {
  const ownName = name === undefined ? undefined : baseName(name);
  for (const neighbor of ownName === undefined ? [] : (neighbors ?? [])) {
    const script = read(neighbor);
    const command = script.reading.configs.find(
      ({ configFile: uses }) => uses?.value !== undefined && baseName(uses.value) === ownName,
    );
    if (command) return { neighbor, script, command };
  }
  return undefined;
}

/** A file behind `--config` is read last and wins; as the first word it is read first. */
const precedenceOf = (reader: ConfigReader | 'launcher'): Precedence => (reader === 'omegaconf' ? 'file' : 'command');
