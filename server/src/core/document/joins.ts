import type { ReleaseChoice } from '../catalog/release';
import type { Config, FileReader } from '../config/config';
import { joinConfigs, movedAway, type Precedence } from '../config/joinConfigs';
import { baseName } from '../text/baseName';
import { readerFor } from './configReader';
import type { Document, Join, Neighbour, Surroundings } from './document';

/** Reads a neighbour; a config file as its reader does, where that is not the launcher. */
export type ReadNeighbour = (neighbour: Neighbour, reader?: FileReader) => Document;

/** The files that the commands of a document name, as they are written. */
export const namedFiles = ({ reading }: Document): string[] => reading.configs.flatMap(({ uses }) => uses?.value ?? []);

/** Joins each config with the text that belongs to it, where that is at hand. */
export function joinsOf(document: Document, release: ReleaseChoice, read: ReadNeighbour): Map<Config, Join> {
  const joins = new Map<Config, Join>();
  const neighbours = document.around.neighbours ?? [];
  if (neighbours.length === 0) return joins;
  const moved = new Map<Config, Config>();
  const movedOnce = (config: Config): Config => {
    const known = moved.get(config) ?? movedAway(config);
    moved.set(config, known);
    return known;
  };
  const byName = new Map(neighbours.map((neighbour) => [neighbour.name, neighbour]));
  for (const config of document.reading.configs) {
    const join = config.uses
      ? withFile(config, byName, release, read, movedOnce)
      : withCommand(document, config, release, read);
    if (join) joins.set(config, join);
  }
  return joins;
}

function withFile(
  config: Config,
  neighbours: ReadonlyMap<string, Neighbour>,
  release: ReleaseChoice,
  read: ReadNeighbour,
  moved: (config: Config) => Config,
): Join | undefined {
  const reader = readerFor(config, release);
  if (reader === 'nobody') return undefined;
  const neighbour = neighbours.get(config.uses?.value ?? '');
  const file = neighbour && read(neighbour, reader === 'launcher' ? undefined : reader);
  const theirs = file?.reading.configs[0];
  if (!neighbour || !file || !theirs) return undefined;
  const joined = joinConfigs(config, moved(theirs), 'command', precedenceOf(reader));
  return { config: joined, other: { name: neighbour.name, document: file, config: theirs } };
}

function withCommand(
  document: Document,
  config: Config,
  release: ReleaseChoice,
  read: ReadNeighbour,
): Join | undefined {
  const naming = namingOf(document.around, read);
  const reader = naming && readerFor(naming.command, release);
  if (!naming || !reader || reader === 'nobody') return undefined;
  const { neighbour, script, command } = naming;
  const joined = joinConfigs(config, movedAway(command), 'file', precedenceOf(reader));
  return { config: joined, other: { name: neighbour.name, document: script, config: command } };
}

/** The command of a neighbour that names the document itself. */
export function namingOf(
  { name, neighbours }: Surroundings,
  read: ReadNeighbour,
): { neighbour: Neighbour; script: Document; command: Config } | undefined {
  const own = name === undefined ? undefined : baseName(name);
  for (const neighbour of own === undefined ? [] : (neighbours ?? [])) {
    const script = read(neighbour);
    const command = script.reading.configs.find(
      ({ uses }) => uses?.value !== undefined && baseName(uses.value) === own,
    );
    if (command) return { neighbour, script, command };
  }
  return undefined;
}

/** A file behind `--config` is read last and wins; as the first word it is read first. */
const precedenceOf = (reader: FileReader | 'launcher'): Precedence => (reader === 'omegaconf' ? 'file' : 'command');
