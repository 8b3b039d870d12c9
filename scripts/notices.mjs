// Writes the licenses of the npm packages whose code is in a bundle, as the metafiles of esbuild list them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  const folders = used.flatMap((path) => PACKAGE_FOLDER.exec(path)?.[0] ?? []);
  return [...new Set([...folders, 'node_modules/esbuild'])];
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
