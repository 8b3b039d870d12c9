import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { METHODS } from '../support/randomEditor';
import { createDocuments, SURROUNDINGS } from './documents';
import { createRandom, type Random } from './random';
import { type SoakServer, startSoakServer, type Usage } from './server';
import {
  choosePosition,
  chooseSites,
  compareSnapshots,
  createParams,
  DOCUMENT_METHODS,
  POSITION_METHODS,
  takeSnapshot,
} from './snapshot';
import { createTypist, type Typist } from './typist';

export interface EnduranceOptions {
  /** An empty folder for the files. */
  folder: string;
  seed: number;
  edits: number;
  documents: number;
  maxLines: number;
  checkpoints: number;
  /** Positions in each document whose answers are compared at a checkpoint. */
  sites: number;
  log?: (line: string) => void;
}

/** Processor time of one edit. */
export interface EditCost {
  uri: string;
  milliseconds: number;
}

/** Processor time of one request. */
export interface RequestCost {
  method: string;
  uri: string;
  /** Milliseconds for each 100 kB of the documents that it reads; those of a shorter one. */
  milliseconds: number;
}

export interface EnduranceResult {
  exceptions: string[];
  differences: string[];
  /** Memory at each checkpoint, after a collection. */
  memory: Usage[];
  edits: EditCost[];
  requests: RequestCost[];
}

/** Edits that a person makes in one document before turning to another one. */
const MAX_EDITS_IN_A_ROW = 80;
/** The limit of a request applies to documents of this length, and grows with longer ones. */
const CHARACTERS_OF_THE_LIMIT = 100_000;
const MEASURED = [...DOCUMENT_METHODS, ...POSITION_METHODS];
const SETTINGS = [
  {},
  { swiftVersion: '4.5.2' },
  { inlayHints: false, codeLens: false },
  { rules: { severity: { 'cli.*': 'hint', 'par.layout': 'off' } } },
];
const SURROUNDING_TEXTS: Readonly<Record<string, readonly string[]>> = {
  'more.txt': ['ms-swift==3.8.1\n', 'ms-swift==4.1.0\n', ''],
  'requirements.txt': [SURROUNDINGS['requirements.txt'] ?? '', 'ms-swift==3.9.0\n'],
  'shared.yaml': [SURROUNDINGS['shared.yaml'] ?? '', 'lr: [\n', 'model: ./model\npacking: true\nlr: 1\n'],
  'model/config.json': [SURROUNDINGS['model/config.json'] ?? '', '{"num_hidden_layers":"x"}', '{'],
};

/** Edits documents in a server, with requests, cancellations, new settings and changed files, and compares it with fresh ones. */
export async function runEndurance(options: EnduranceOptions): Promise<EnduranceResult> {
  const random = createRandom(options.seed);
  const { folder, edits, checkpoints, log = () => {} } = options;
  const typists = createDocuments(folder, options.documents, options.maxLines, random).map((document) =>
    createTypist(document, random),
  );
  const server = await startSoakServer({});
  const run = createRun(server, typists, options, random);
  try {
    for (const typist of typists) await server.open(typist.text());
    for (let checkpoint = 1; checkpoint <= checkpoints; checkpoint++) {
      const until = Math.round((edits * checkpoint) / checkpoints);
      while (run.result.edits.length < until && isAlive(server)) await run.step();
      const known = run.result.differences.length;
      await run.compare();
      for (const difference of run.result.differences.slice(known)) log(difference);
      const { heapBytes = 0, residentBytes = 0 } = run.result.memory.at(-1) ?? {};
      log(
        `${until} edits: ${run.result.exceptions.length} exceptions, ${run.result.differences.length} differences, ` +
          `${(residentBytes / 1e6).toFixed(0)} MB resident, ${(heapBytes / 1e6).toFixed(0)} MB heap`,
      );
    }
  } finally {
    await server.stop();
  }
  return run.result;
}

const isAlive = ({ client }: SoakServer): boolean => client.process.exitCode === null && !client.process.signalCode;

interface Run {
  result: EnduranceResult;
  /** Makes one edit, sometimes with requests, new settings or changed files. */
  step: () => Promise<void>;
  /** Compares the server with a fresh one that gets the same texts. */
  compare: () => Promise<void>;
}

function createRun(server: SoakServer, typists: Typist[], options: EnduranceOptions, random: Random): Run {
  const result: EnduranceResult = {
    exceptions: server.exceptions,
    differences: [],
    memory: [],
    edits: [],
    requests: [],
  };
  const costs = createCosts(server, typists, random, result);
  const world = createWorld(server, typists, options.folder, random);
  let typist = random.pick(typists);
  let editsLeft = 0;
  return {
    result,
    step: async () => {
      if (editsLeft-- <= 0) {
        typist = random.pick(typists);
        editsLeft = random.below(MAX_EDITS_IN_A_ROW);
      }
      await costs.edit(typist);
      if (random.isOneIn(5)) await costs.request(typist);
      if (random.isOneIn(30)) await sendBurst(server, typist.text(), random);
      if (random.isOneIn(400)) await world.reopen(typist);
      if (random.isOneIn(300)) await world.changeFile();
      if (random.isOneIn(800)) await world.changeSettings();
    },
    compare: async () => {
      await server.settle();
      result.memory.push(await server.measure(true));
      const texts = world.texts();
      const sites = chooseSites(server, texts, options.sites, random);
      const soaked = await takeSnapshot(server, texts, sites);
      const fresh = await startSoakServer(world.settings());
      for (const text of texts) await fresh.open(text);
      await fresh.settle();
      result.differences.push(...compareSnapshots(soaked, await takeSnapshot(fresh, texts, sites)));
      await fresh.stop();
      result.exceptions.push(...fresh.exceptions.map((message) => `fresh server: ${message}`));
    },
  };
}

/** Actions whose processor time is recorded. */
interface Costs {
  edit: (typist: Typist) => Promise<void>;
  request: (typist: Typist) => Promise<void>;
}

function createCosts(server: SoakServer, typists: readonly Typist[], random: Random, result: EnduranceResult): Costs {
  const lengthOf = (uri: string): number =>
    typists
      .find(({ document }) => document.uri === uri)
      ?.text()
      .getText().length ?? 0;
  const measure = async (act: () => Promise<unknown>): Promise<number> => {
    const before = await server.measure();
    await act();
    return (await server.measure()).processorMs - before.processorMs;
  };
  return {
    edit: async (typist) => {
      const changes = typist.edit();
      const milliseconds = await measure(() => server.change(typist.text(), changes));
      result.edits.push({ uri: typist.document.uri, milliseconds });
    },
    request: async ({ document, text }) => {
      const method = random.pick(MEASURED);
      const params = createParams(text(), choosePosition(server, text(), random));
      const spent = await measure(() => server.request(method, params));
      const length = [document.uri, ...document.joined].reduce((sum, uri) => sum + lengthOf(uri), 0);
      const milliseconds = spent / Math.max(1, length / CHARACTERS_OF_THE_LIMIT);
      result.requests.push({ method, uri: document.uri, milliseconds });
    },
  };
}

/** Sends several requests at once, and cancels half of them. */
async function sendBurst(server: SoakServer, text: TextDocument, random: Random): Promise<void> {
  const answers = Array.from({ length: 6 }, () => {
    const params = createParams(text, choosePosition(server, text, random));
    return server.request(random.pick(METHODS), params, random.isOneIn(2));
  });
  await Promise.all(answers);
}

/** Everything around the texts of the documents that changes during a run. */
interface World {
  /** The texts in the order in which they were opened. */
  texts: () => TextDocument[];
  settings: () => object;
  reopen: (typist: Typist) => Promise<void>;
  changeFile: () => Promise<void>;
  changeSettings: () => Promise<void>;
}

function createWorld(server: SoakServer, typists: readonly Typist[], folder: string, random: Random): World {
  let opened = [...typists];
  let settings: object = {};
  return {
    texts: () => opened.map(({ text }) => text()),
    settings: () => settings,
    reopen: async (typist) => {
      server.close(typist.document.uri);
      typist.reopen();
      opened = [...opened.filter((other) => other !== typist), typist];
      await server.open(typist.text());
    },
    // All documents are judged again, which is not the cost of the next edit.
    changeFile: () => {
      const name = random.pick(Object.keys(SURROUNDING_TEXTS));
      writeFileSync(join(folder, name), random.pick(SURROUNDING_TEXTS[name] ?? ['']));
      server.notify('workspace/didChangeWatchedFiles', { changes: [] });
      return server.settle();
    },
    changeSettings: () => {
      settings = random.pick(SETTINGS);
      server.notify('workspace/didChangeConfiguration', { settings: { preflight: settings } });
      return server.settle();
    },
  };
}
