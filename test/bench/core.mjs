/** Our core alone, without a server around it, and the sizes of what is built from it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { coreOptions } from '../../scripts/bundle.mjs';
import { commandWith, shellFile, yamlFile } from './files.mjs';
import { sample } from './measure.mjs';

const root = resolve(import.meta.dirname, '../..');

/** The service as it ships, and all flags of one command with the form that holds for the reference release. */
export async function loadCore() {
  const outfile = join(root, 'node_modules/.cache/bench/core.mjs');
  const contents = `
    export { createSourceService } from './server/src/data/shippedService';
  `;
  const stdin = { contents, resolveDir: root, sourcefile: 'bench.ts', loader: 'ts' };
  await build({ ...coreOptions(root), stdin, outfile, format: 'esm', minify: true });
  const { createSourceService } = await import(pathToFileURL(outfile).href);
  const service = createSourceService();
  const { catalog } = service;
  const { flags, forms } = catalog.view(catalog.reference, 'sft');
  const known = flags.map((flag) => ({ flag, form: forms.get(flag.name), docs: service.docs.flag(flag.name) }));
  return { service, known };
}

/** @param {{service: object, known: object[]}} core */
export async function measureCore({ service, known }, effort) {
  const reader = ({ name, language, text }) => {
    const syntax = service.findSyntax(language, name);
    return (round) => service.read(`${text}# ${round}\n`, syntax, {});
  };
  const command = { name: 'command-40-flags.sh', language: 'shellscript', text: commandWith(known, 40) };
  const readCommand = reader(command);
  const timed = async (measure, file, act, prepare = (round) => round) => {
    const once = (round) => {
      const prepared = prepare(round);
      const start = performance.now();
      act(prepared);
      return performance.now() - start;
    };
    // These take microseconds: ten times the samples of a server still are the shortest of all measurements.
    const samples = await sample(once, { ...effort, samples: effort.samples * 10 });
    return { measure, file, server: 'core', unit: 'ms', samples };
  };
  const [script, config] = [shellFile(known, 100), yamlFile(known, 1000)];
  return [
    await timed('read', script.name, reader(script)),
    await timed('read', config.name, reader(config)),
    // Findings are remembered with the document, so that each sample needs a new one.
    await timed('judge by all rules', command.name, service.lintDocument, readCommand),
  ];
}

/** The server with all data. */
const SERVER = ['server.js', 'knowledge.br', 'texts.br'];

/** What ships, in kB as it is and compressed. A server reads its knowledge before it answers, and its texts at the first hover or completion. */
export function bundleSizes() {
  const folder = join(root, 'dist');
  const row = (measure, file, size) => ({ measure, file, server: 'ours', unit: 'kB', samples: [size / 1000] });
  const sizeOf = (name) => readFileSync(join(folder, name)).length;
  const names = readdirSync(folder);
  return [
    ...names.map((name) => row('bundle', `dist/${name}`, sizeOf(name))),
    row(
      'bundle',
      SERVER.join(', '),
      SERVER.reduce((sum, name) => sum + sizeOf(name), 0),
    ),
    ...names
      .filter((name) => name.endsWith('.js'))
      .map((name) => row('bundle, gzip', `dist/${name}`, gzipSync(readFileSync(join(folder, name))).length)),
  ];
}
