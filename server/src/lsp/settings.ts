import { DEFAULT_SETTINGS, type FolderSettings, type Settings } from './settingsProtocol';

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldsOf = (value: unknown): Fields => (isObject(value) ? value : {});
const stringOr = <Fallback>(value: unknown, fallback: Fallback): string | Fallback =>
  typeof value === 'string' ? value : fallback;
const readAmount = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
const readSize = (value: unknown): number | undefined => {
  const amount = readAmount(value);
  return Number.isInteger(amount) ? amount : undefined;
};
const booleanOr = (value: unknown, fallback: boolean): boolean => (typeof value === 'boolean' ? value : fallback);

/** The fields of a value that are texts. */
const readTexts = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(fieldsOf(value)).filter(([, text]) => typeof text === 'string')) as Record<
    string,
    string
  >;

/** Reads settings that an editor sent. A folder chooses some of them, so a value of the wrong type is the default. */
export function readSettings(sent: unknown): Settings {
  const fields = fieldsOf(sent);
  const { worldSize, gpuMemory, folders, configFiles, codeLens, inlayHints, opensPages, runsCommands, rules } = fields;
  return {
    swiftVersion: stringOr(readNested(fields, 'swiftVersion', 'ms-swift', 'release'), undefined),
    worldSize: readSize(worldSize),
    gpuMemory: readAmount(gpuMemory),
    folders: Object.fromEntries(
      Object.entries(fieldsOf(folders)).map(([root, folder]) => [root, readFolderSettings(fieldsOf(folder))]),
    ),
    configFiles: Array.isArray(configFiles) ? configFiles.filter((uri) => typeof uri === 'string') : [],
    projectTexts: readTexts(fields.projectTexts),
    codeLens: booleanOr(codeLens, DEFAULT_SETTINGS.codeLens),
    inlayHints: booleanOr(inlayHints, DEFAULT_SETTINGS.inlayHints),
    hover: readNested(fields, 'hover', 'hover', 'length') === 'short' ? 'short' : DEFAULT_SETTINGS.hover,
    opensPages: booleanOr(opensPages, DEFAULT_SETTINGS.opensPages),
    runsCommands: booleanOr(runsCommands, DEFAULT_SETTINGS.runsCommands),
    rules: { severity: readTexts(fieldsOf(rules).severity) as Settings['rules']['severity'] },
  };
}

/** Reads a setting that our own client sends under a short name, and others under the name of the extension's setting. */
function readNested(fields: Fields, short: string, outer: string, inner: string): unknown {
  const value = fields[short];
  return value === undefined || isObject(value)
    ? (fieldsOf(fields[outer])[inner] ?? fields[`${outer}.${inner}`])
    : value;
}

const readFolderSettings = ({ swiftVersion, worldSize, gpuMemory, hasFiles, interpreter }: Fields): FolderSettings => ({
  swiftVersion: stringOr(swiftVersion, undefined),
  worldSize: readSize(worldSize),
  gpuMemory: readAmount(gpuMemory),
  hasFiles: booleanOr(hasFiles, false),
  interpreter: stringOr(interpreter, ''),
});

/** The settings of the workspace folder that holds a document: the innermost one if folders are nested. */
export function folderSettingsOf(
  { folders, swiftVersion, worldSize, gpuMemory }: Settings,
  uri: string,
): Partial<FolderSettings> & { root?: string } {
  const roots = Object.keys(folders).filter((root) => uri.startsWith(root.endsWith('/') ? root : `${root}/`));
  const root = roots.sort((a, b) => b.length - a.length)[0];
  return root === undefined ? { swiftVersion, worldSize, gpuMemory } : { ...folders[root], root };
}

/** Reads a release from a setting, which may hold any value: a number is a release as well, and other values are none. */
export function readVersion(value: unknown): string | undefined {
  const version = typeof value === 'number' ? String(value) : value;
  return typeof version === 'string' && version !== '' ? version : undefined;
}
