// Measurements of our core alone, without a server, and the sizes of the bundles.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { coreOptions } from '../../scripts/bundle.mjs';
import { elapsed, takeMoment } from './clock.mjs';
import { createCommand, createShellFile, createYamlFile } from './files.mjs';
import { takeSamples } from './samples.mjs';

const root = resolve(import.meta.dirname, '../..');

/** Loads the service, and all flags of one command with their forms in the reference release. */
export async function loadCore() {
  const outfile = join(root, 'node_modules/.cache/bench/core.mjs');
  const contents = `
    export { createSourceService } from './server/src/data/shippedService';
    export { searchLayouts } from './server/src/core/memory/layouts/searchLayouts';
    export { readShape } from './server/src/core/memory/readShape';
  `;
  const stdin = { contents, resolveDir: root, sourcefile: 'bench.ts', loader: 'ts' };
  await build({ ...coreOptions(root), stdin, outfile, format: 'esm', minify: true });
  const { createSourceService, searchLayouts, readShape } = await import(pathToFileURL(outfile).href);
  const service = createSourceService();
  const { catalog } = service;
  const { flags, forms } = catalog.view(catalog.reference, 'sft');
  const known = flags.map((flag) => ({
    flag,
    form: forms.get(flag.name),
    docs: service.docs.flag(flag.name, catalog.reference),
  }));
  return { service, known, searchLayouts, readShape };
}

/** @param {{service: object, known: object[]}} core */
export async function measureCore({ service, known }, effort) {
  const createReader = ({ name, language, text }) => {
    const syntax = service.findSyntax(language, name);
    return (round) => service.read(`${text}# ${round}\n`, syntax, {});
  };
  const command = { name: 'command-40-flags.sh', language: 'shellscript', text: createCommand(known, 40) };
  const readCommand = createReader(command);
  const measure = async (name, file, act, prepare = (round) => round) => {
    const measureOnce = (round) => {
      const prepared = prepare(round);
      const start = takeMoment('self');
      act(prepared);
      return elapsed(start, takeMoment('self'));
    };
    // These take microseconds: even with ten times the samples of a server they are the shortest measurements.
    const samples = await takeSamples(measureOnce, { ...effort, samples: effort.samples * 10 });
    return { measure: name, file, server: 'core', unit: 'ms', samples };
  };
  const [script, config] = [createShellFile(known, 100), createYamlFile(known, 1000)];
  const completed = [createShellFile(known, 1), config];
  return [
    await measure('read', script.name, createReader(script)),
    await measure('read', config.name, createReader(config)),
    // Findings are cached in the document, so each sample needs a new one.
    await measure('lint with all rules', command.name, service.lintDocument, readCommand),
    ...(await measureRequests(service, completed, effort)),
  ];
}

/** Requests of one sample: the clock of the processor is coarser than one request. */
const REQUESTS = 20;

/**
 * The processor time of completion in the middle of names and before values, of hovers on names, and of the lenses, in
 * texts that are read and linted after an edit at that place. A sample is the mean of several requests at one place.
 */
async function measureRequests(service, files, effort) {
  const rows = [];
  for (const file of files) {
    const syntax = service.findSyntax(file.language, file.name);
    const starts = [0];
    for (const line of file.text.split('\n')) starts.push(starts.at(-1) + line.length + 1);
    const createMeasure = (answer, columnOf) => (round) => {
      const site = file.sites.flags[(round * 7919) % file.sites.flags.length];
      const offset = starts[site.line] + columnOf(site);
      const typed = `${file.text.slice(0, starts[site.line] + site.valueAt)}1${file.text.slice(starts[site.line] + site.valueAt)}`;
      const documents = Array.from({ length: REQUESTS }, (_, index) => {
        const previous = service.read(`${typed}# ${round} ${index}\n`, syntax, {});
        service.lintDocument(previous);
        const document = service.read(`${file.text}# ${round} ${index}\n`, syntax, {}, previous);
        service.lintDocument(document);
        return document;
      });
      const start = process.cpuUsage();
      for (const document of documents) answer(document, offset);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000 / REQUESTS;
    };
    const add = async (measure, answer, columnOf) => {
      const samples = await takeSamples(createMeasure(answer, columnOf), effort);
      rows.push({ measure, file: file.name, server: 'core', unit: 'ms', samples });
    };
    await add('complete a flag, processor time', service.complete, ({ start }) => start + 3);
    await add('complete a value, processor time', service.complete, ({ valueAt }) => valueAt);
    await add('hover, processor time', service.provideHover, ({ start }) => start + 3);
    await add('lenses, processor time', service.codeLenses, ({ start }) => start);
  }
  return rows;
}

/** The runs whose layouts are searched for: the first search of a process, and later ones. */
const SEARCHED = [
  ['Qwen/Qwen3-8B', 1],
  ['Qwen/Qwen3-30B-A3B', 2],
  ['Qwen/Qwen3-235B-A22B', 16],
];

/** @param {{service: object, searchLayouts: Function, readShape: Function}} core */
export async function measureLayouts({ service, searchLayouts, readShape }, effort) {
  const limits = { gpusPerNode: 8, maxGib: 75, canKeepAll: true, canInterleave: true };
  const rows = [];
  for (const [model, nodes] of SEARCHED) {
    const text = `# preflight: ms-swift=4.5.2\nNNODES=${nodes} NPROC_PER_NODE=8 megatron sft --model ${model} --global_batch_size 128 --packing true --max_length 8192\n`;
    const document = service.read(text, service.findSyntax('shellscript', 'run.sh'), {});
    const { shape } = readShape(service.getFacts(document, document.reading.configs[0]));
    const search = () => {
      const start = process.cpuUsage();
      searchLayouts(shape, limits);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    const row = { file: `${model} on ${8 * nodes} GPUs`, server: 'core', unit: 'ms' };
    rows.push({ ...row, measure: 'first search for layouts, processor time', samples: [search()] });
    rows.push({ ...row, measure: 'search for layouts, processor time', samples: await takeSamples(search, effort) });
  }
  return rows;
}

/** The files that are read before the first keystroke is answered. */
const SERVER = ['server.js', 'knowledge.br'];

/** Sizes of the bundles in kB, plain and compressed. A server reads its knowledge at the start, and its texts at the first hover or completion. */
export function measureBundles(folder) {
  const createRow = (measure, file, size) => ({ measure, file, server: 'ours', unit: 'kB', samples: [size / 1000] });
  const sizeOf = (name) => readFileSync(join(folder, name)).length;
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
  return [
    ...names.map((name) => createRow('bundle', `dist/${name}`, sizeOf(name))),
    createRow(
      'bundle',
      SERVER.join(', '),
      SERVER.reduce((sum, name) => sum + sizeOf(name), 0),
    ),
    ...names
      .filter((name) => name.endsWith('.js'))
      .map((name) => createRow('bundle, gzip', `dist/${name}`, gzipSync(readFileSync(join(folder, name))).length)),
  ];
}
