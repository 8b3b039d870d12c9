// Writes the licenses of the npm packages whose code is in a bundle: those that the metafiles of esbuild list, and those that
// were bundled into one of them before it was published.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

/** The file in the VSIX. The build creates it. */
export const NOTICES_FILE = join(root, 'THIRD_PARTY_NOTICES');

const RULE = '='.repeat(80);
const PACKAGE_FOLDER = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;
const LICENSE_FILE = /^(?:licen[cs]e|copying)(?:[.-].*)?$/i;
/** Files with the notices of code that a package itself contains, and those that Apache 2.0 requires. */
const NOTICE_FILE = /^(?:notice|third-?party-?notices?)(?:\..*)?$/i;

/**
 * The folders of the packages that contribute bytes to an output. esbuild adds its own helpers to a bundle, which a
 * metafile lists as `<runtime>` or not at all.
 */
export function listPackageFolders(metafiles) {
  const outputs = metafiles.flatMap((metafile) => Object.values(metafile.outputs));
  const inputs = outputs.flatMap((output) => Object.entries(output.inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path.replaceAll('\\', '/'));
  const files = [...new Set(used)].filter((path) => PACKAGE_FOLDER.test(path));
  const contained = files.flatMap((path) => listContainedPackages(readFileSync(join(root, path), 'utf8')));
  const folders = files.map((path) => PACKAGE_FOLDER.exec(path)[0]);
  return [...new Set([...folders, ...contained.map(findPackageFolder), 'node_modules/esbuild'])];
}

/** A comment with which a bundler marks the code of another file: Rolldown and tsup write a region, esbuild the path alone. */
const ORIGIN = /^[ \t]*\/\/[ \t]*(?:#region[ \t]+)?(\S+)[ \t]*$/gm;
/** pnpm keeps a package in a folder with its version. */
const VERSION = /\/\.pnpm\/(?:@[^/+]+\+)?[^/@]+@([^/_(]+)/;

/** Lists the packages whose code a published file of another one contains, by the comments of its bundler. */
export function listContainedPackages(text) {
  const found = [...text.matchAll(ORIGIN)].flatMap(([, path]) => {
    const name = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
    return name === undefined ? [] : [[name, VERSION.exec(path)?.[1]]];
  });
  return [...new Map(found)].map(([name, version]) => ({ name, version }));
}

/** The folder with the license of a package that another one contains. It is a dependency for that alone. */
export function findPackageFolder({ name, version }) {
  const folder = `node_modules/${name}`;
  const installed = existsSync(join(root, folder))
    ? JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).version
    : 'not';
  if (installed === (version ?? installed) && installed !== 'not') return folder;
  const wanted = version === undefined ? name : `${name}@${version}`;
  throw new Error(
    `A package in a bundle contains code of ${wanted}, which is ${installed} installed. Add it as a devDependency of that version, for its license.`,
  );
}

/** Reads the license of the package in a folder. Fails without one, since its code must not be distributed then. */
export function readNotice(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const names = readdirSync(folder).sort();
  const readMatching = (pattern) =>
    names.filter((file) => pattern.test(file)).map((file) => readFileSync(join(folder, file), 'utf8').trim());
  const licenses = readMatching(LICENSE_FILE).filter((text) => text !== '');
  if (licenses.length === 0)
    throw new Error(`${name} ${version} is in a bundle and has no license file. Remove it, or add its license.`);
  const texts = [...licenses, ...readMatching(NOTICE_FILE)].map((text) => text.replaceAll('\r\n', '\n'));
  return { name, version, text: texts.join('\n\n') };
}

/** Creates the text of the file: one section for each package and version. */
export function createNotices(metafiles) {
  const notices = listPackageFolders(metafiles).map((folder) => readNotice(join(root, folder)));
  const sections = new Map(notices.map(({ name, version, text }) => [`${name} ${version}`, text]));
  const titles = [...sections.keys()].sort();
  const intro = 'Training Preflight contains code of these npm packages, under the licenses below:';
  return [
    `${intro}\n\n${titles.map((title) => `- ${title}`).join('\n')}\n`,
    ...titles.map((title) => `${RULE}\n${title}\n${RULE}\n\n${sections.get(title)}\n`),
  ].join('\n');
}

export const writeNotices = (metafiles) => writeFileSync(NOTICES_FILE, createNotices(metafiles));
