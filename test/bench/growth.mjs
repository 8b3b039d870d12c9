// How the cost of a keystroke and of the first completion grows with findings, open documents, and files in the workspace.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createShellFile, createYamlFile } from './files.mjs';
import { openServer, takeKeystrokes } from './measure.mjs';
import { alternate } from './samples.mjs';
import { measureStarts } from './starts.mjs';

const FINDINGS = [0, 100, 400];
const DOCUMENTS = [0, 10, 100];
const FILES = [0, 1000, 10_000];

/**
 * @param {object[]} known the flags of the command
 * @param {object} ours the description of our server, whose file is replaced
 */
export async function measureGrowth(known, ours, scratch, effort) {
  const place = (file, name) => placeFile(file, join(scratch, name));
  const keystrokes = [
    ...FINDINGS.map((count) => ({
      file: place(addFindings(createYamlFile(known, 1000), count), `findings-${count}`),
      title: `1,000 lines, ${count} findings`,
    })),
    ...DOCUMENTS.map((count) => ({
      file: place(createYamlFile(known, 40), `documents-${count}`),
      documents: count,
      title: `40 lines, ${count} other open documents`,
    })),
    ...FILES.map((count) => {
      const file = place(createYamlFile(known, 40), `files-${count}`);
      addFiles(known, file.folder, count);
      return { file, title: `40 lines, ${count} other files in the workspace` };
    }),
  ];
  const rows = [];
  for (const { file, documents = 0, title } of keystrokes) {
    const server = { ...ours, file };
    const measured = await measureKeystrokes(server, documents, effort);
    rows.push({ ...measured, measure: 'keystroke to right diagnostic, ours', unit: 'ms', file: title });
    const [start] = title.includes('workspace') ? await measureStarts([server], effort) : [];
    if (start) rows.push({ ...start, measure: 'start to first useful completion, ours', file: title });
  }
  return rows;
}

/** Puts a file alone into a folder, since some servers read all files of one. */
export function placeFile(file, folder) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, file.name);
  writeFileSync(path, file.text);
  return { ...file, folder, uri: pathToFileURL(path).href };
}

/** Appends unknown keys to a config, each a finding. */
const addFindings = (file, count) => ({
  ...file,
  text: file.text + Array.from({ length: count }, (_, index) => `no_such_flag_${index}: 1\n`).join(''),
});

/** Adds scripts and configs that are not open, in folders of a hundred. */
function addFiles(known, folder, count) {
  const files = [createYamlFile(known, 40), createShellFile(known, 1)];
  for (let index = 0; index < count; index++) {
    const { name, text } = files[index % files.length];
    const inner = join(folder, `runs-${Math.floor(index / 100)}`);
    mkdirSync(inner, { recursive: true });
    writeFileSync(join(inner, `${index}-${name}`), text);
  }
}

async function measureKeystrokes(server, documents, effort) {
  const opened = await openServer(server);
  try {
    for (let index = 0; index < documents; index++)
      opened.session?.openText({ uri: server.file.uri.replace(/config/, `other-${index}`), text: server.file.text });
    await opened.session?.waitUntilQuiet();
    const [row] = await alternate([opened], effort.rounds, (each) => takeKeystrokes(each, effort));
    return row;
  } finally {
    await opened.session?.stop();
  }
}
