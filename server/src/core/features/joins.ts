import { inRange } from '../catalog/release';
import type { Config } from '../config';
import { joinConfigs, type Precedence } from '../join';
import type { Document, Surroundings } from './document';

/** Another text that is part of the same run: the config file that a command names, or the script that names this file. */
export interface Neighbour {
  /** As it is written in the command, or the path of the script. */
  name: string;
  text: string;
}

/** A config together with what the other text adds to it. */
export interface Join {
  /** The whole run. Spans of the other text are moved; see `join.ts`. */
  config: Config;
  other: { name: string; document: Document; config: Config };
}

type ReadNeighbour = (neighbour: Neighbour) => Document;

/** The files that the commands of a document name, as they are written. */
export const namedFiles = ({ reading }: Document): string[] => reading.configs.flatMap(({ uses }) => uses?.value ?? []);

/** Joins each config with the text that belongs to it, where that is at hand. */
export function joinsOf(document: Document, release: string, read: ReadNeighbour): Map<Config, Join> {
  const joins = new Map<Config, Join>();
  const neighbours = document.around.neighbours ?? [];
  if (neighbours.length === 0) return joins;
  for (const config of document.reading.configs) {
    const join = config.uses
      ? withFile(config, neighbours, release, read)
      : withCommand(document, config, release, read);
    if (join) joins.set(config, join);
  }
  return joins;
}

function withFile(
  config: Config,
  neighbours: readonly Neighbour[],
  release: string,
  read: ReadNeighbour,
): Join | undefined {
  const neighbour = neighbours.find(({ name }) => name === config.uses?.value);
  const file = neighbour && read(neighbour);
  const theirs = file?.reading.configs[0];
  if (!neighbour || !file || !theirs) return undefined;
  const joined = joinConfigs(config, theirs, 'command', precedenceOf(config, release));
  return { config: joined, other: { name: neighbour.name, document: file, config: theirs } };
}

function withCommand(document: Document, config: Config, release: string, read: ReadNeighbour): Join | undefined {
  const own = baseName(document.around.name ?? '');
  for (const neighbour of document.around.neighbours ?? []) {
    const script = read(neighbour);
    const command = script?.reading.configs.find(
      ({ uses }) => uses?.value !== undefined && baseName(uses.value) === own,
    );
    if (!script || !command) continue;
    const joined = joinConfigs(config, command, 'file', precedenceOf(command, release));
    return { config: joined, other: { name: neighbour.name, document: script, config: command } };
  }
  return undefined;
}

const namesFile = ({ uses }: Config, own: string): boolean => uses?.value !== undefined && baseName(uses.value) === own;

/** Whether a command of some neighbour names the document itself. */
export const isNamed = ({ name, neighbours }: Surroundings, read: ReadNeighbour): boolean =>
  name !== undefined &&
  (neighbours ?? []).some((neighbour) =>
    read(neighbour).reading.configs.some((each) => namesFile(each, baseName(name))),
  );

/** Behind `--config`, and up to 4.0.4, a file is read last and wins; as the first word it is read first. */
const precedenceOf = (command: Config, release: string): Precedence =>
  command.entries.some(({ name }) => name === 'config') && inRange(release, '3.10-4.0.4') ? 'file' : 'command';

export const baseName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
