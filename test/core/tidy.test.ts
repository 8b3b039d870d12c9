import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const sources = [...filesBelow('server/src'), ...filesBelow('client/src')];

interface Source {
  path: string;
  text: string;
}

function filesBelow(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(root, folder, name), 'utf8') }));
}

/** The modules that a file imports: paths from the root for our own, names for packages. */
function importsOf({ path, text }: Source): string[] {
  return [...text.matchAll(/(?:\b(?:from|import)\s+|\b(?:import|require)\()'([^']+)'/g)].map(([, name = '']) =>
    name.startsWith('.') ? relative(root, resolve(root, path, '..', name)) : name,
  );
}

/**
 * The layers of the core, lowest first, each with the lower layers and the packages that it may import.
 * A file may import any file of its own layer. ARCHITECTURE.md draws the same picture.
 */
const CORE = 'server/src/core/';
const LAYERS: Record<string, { layers: string[]; packages?: RegExp }> = {
  config: { layers: [] },
  text: { layers: ['config'], packages: /^jsonc-parser$/ },
  comments: { layers: ['config', 'text'] },
  catalog: { layers: ['config', 'text'] },
  syntax: { layers: ['config', 'text', 'comments'], packages: /^(?:unbash|yaml|jsonc-parser)$/ },
  launch: { layers: ['config', 'text'] },
  facts: { layers: ['config', 'text', 'catalog'] },
  memory: { layers: ['config', 'text', 'catalog', 'facts'] },
  lint: { layers: ['config', 'text', 'catalog', 'facts'] },
  generated: { layers: [] },
  rules: { layers: ['config', 'text', 'catalog', 'facts', 'memory', 'lint', 'generated'] },
  document: { layers: ['config', 'text', 'comments', 'catalog', 'syntax', 'facts', 'lint'] },
  project: { layers: ['config', 'text', 'comments', 'catalog', 'lint', 'document'], packages: /^toml-eslint-parser$/ },
  features: {
    layers: [
      'config',
      'text',
      'comments',
      'catalog',
      'syntax',
      'launch',
      'facts',
      'memory',
      'lint',
      'document',
      'project',
    ],
  },
};

const layerOf = (path: string): string => path.slice(CORE.length).split('/')[0] ?? '';

/** Imports of a file of the core that its layer does not allow. */
function forbiddenInCore(source: Source): string[] {
  const layer = layerOf(source.path);
  const row = LAYERS[layer];
  return importsOf(source).filter((name) => {
    if (!name.startsWith(CORE)) return row?.packages?.test(name) !== true;
    // The public API, service.ts, planner.ts and sizing.ts, may import all layers.
    return row ? ![layer, ...row.layers].includes(layerOf(name)) : false;
  });
}

/** Allowed imports outside the core: the first row whose pattern matches the beginning of a path applies. */
const OUTSIDE_CORE: [path: string, allowed: RegExp][] = [
  ['server/src/data/rulePage', /^$/],
  ['server/src/data/knowledge.node', /^node:(?:fs|path|zlib)$|data\/(?:knowledge|rulePage)$/],
  ['server/src/data/knowledge.worker', /^(?:fflate|packed-knowledge)$|data\/knowledge$/],
  ['server/src/data/knowledge', /core\/docs$/],
  ['server/src/data/packed-knowledge', /^$/],
  ['server/src/data/shippedService', /core\/|data\/knowledge$|schemas\/[\w/.-]+\.json$|^package\.json$/],
  ['server/src/data/sizing.worker', /core\/sizing$/],
  ['server/src/host/sizing', /core\/sizing$|host\/sizing\.js$/],
  ['server/src/host/languageServer', /host\/server\.js$/],
  ['server/src/host/planner', /core\/planner$|host\/planner\.js$/],
  ['server/src/host/(?:agents|mcp)', /server\/src\/(?:agents(?:\/serveMcp)?|host\/(?:agents|mcp)\.js)$/],
  ['server/src/host/(?:machine|confinedHost)', /^node:(?:os|path)$|server\/src\/(?:host\/\w+|lsp\/machine)$/],
  ['server/src/host/writeFiles', /^node:(?:crypto|fs|path)$|host\/writeError$/],
  ['server/src/host/disk', /^node:fs$/],
  ['server/src/host/freeMemory', /^node:(?:perf_hooks|v8|vm)$/],
  ['server/src/host/', /^node:(?:os|path)$|core\/(?:catalog|document|project)\/\w+$|host\/\w+$/],
  ['server/src/lsp/(?:memory|settings)Protocol', /^$/],
  ['server/src/lsp/protocol', /core\/(?:features\/plannedMemory|launch\/[\w/]+|text\/secret(?:s|Index))$/],
  ['server/src/lsp/', /^vscode-(?:languageserver(?:-textdocument)?|uri)$|server\/src\/(?:core|lsp)\//],
  [
    'server/src/cli/',
    /^(?:node:(?:crypto|path|timers\/promises|util)|diff|ignore|string-width)$|server\/src\/(?:core\/|cli\/|host\/|data\/rulePage$)|^package\.json$/,
  ],
  [
    'server/src/agents/serveMcp',
    /^@modelcontextprotocol\/server(?:\/stdio)?$|^package\.json$|server\/src\/agents(?:\/agent)?$/,
  ],
  // Agents read only: no module that writes may be added.
  [
    'server/src/agents/',
    /^node:(?:path|process)$|server\/src\/(?:core\/|agents\/|cli\/(?!main|commands\/|checkPaths$)|host\/(?!writeFiles)|lsp\/(?:machine|protocol)$|data\/(?:rulePage|knowledge\.node)$)/,
  ],
  ['server/src/main', /^vscode-languageserver\/(?:node|browser)$|server\/src\/(?:data|host|lsp|cli)\/[\w.]+$/],
  [
    'client/src/launch/process/run',
    /^(?:vscode|node:(?:child_process|fs|os|path|string_decoder))$|server\/src\/(?:lsp\/protocol|core\/text\/printable|host\/writeFiles)$/,
  ],
  // Code that interprets the output of programs does not depend on the editor.
  ['client/src/launch/log/', /client\/src\/launch\/log\//],
  // Pages run in a webview, which has no editor.
  [
    'client/src/(?:[\\w/]+/)?page/',
    /^uplot$|client\/src\/(?:[\w/]+\/)?(?:page\/\w+|runMessage|formatValue|tableOfCharts|textTable)$|server\/src\/lsp\/memoryProtocol$|\.css$/,
  ],
  ['client/src/launch/process/executables', /^vscode$|client\/src\/launch\/process\/run$/],
  ['client/src/launch/process/', /client\/src\/launch\/process\/\w+$|server\/src\/lsp\/protocol$/],
  ['client/src/launch/clusters/', /server\/src\/lsp\/protocol$|client\/src\/launch\/(?:process|clusters)\/[\w/]+$/],
  [
    'client/src/',
    /^(?:vscode(?:-languageclient(?:\/node|\/browser)?)?|node:os)$|server\/src\/(?:lsp\/(?:p|memoryP|settingsP)rotocol|data\/rulePage|core\/(?:text\/(?:glob|printable|sentence)|syntax\/shell\/continueLine)|host\/writeFiles)$|client\/src\//,
  ],
];

const forbiddenOutsideCore = (source: Source): string[] => {
  const row = OUTSIDE_CORE.find(([start]) => new RegExp(`^${start}`).test(source.path));
  return row ? importsOf(source).filter((name) => !row[1].test(name)) : ['(a file without a place in the map)'];
};

/** Rule files that hold several rules: the table of value types, and groups that are not split yet. */
const FILES_OF_SEVERAL_RULES = ['cli/value-types'];

/** Whether a rule file holds no single rule: `common.ts` and `<topic>-common.ts` hold the shared parts of several. */
const isSharedByRules = (name: string): boolean => /[/-]common$/.test(name) || FILES_OF_SEVERAL_RULES.includes(name);

describe('the architecture', () => {
  it.each(sources.map((source) => [source.path, source] as const))('allows every import of %s', (path, source) => {
    expect(path.startsWith(CORE) ? forbiddenInCore(source) : forbiddenOutsideCore(source)).toEqual([]);
  });

  it('keeps syntaxes out of rules, features and launch: there are only configs', () => {
    const judging = sources.filter(({ path }) => /core\/(?:rules|features|launch)\//.test(path));
    const naming = judging.filter(({ text }) =>
      /(?<!from )['"](?:shell|yaml)['"]|config\.syntax|syntax\.id/.test(text),
    );
    expect(naming.map(({ path }) => path)).toEqual([]);
  });

  it('lets one file only act on the world', () => {
    const acts = sources.filter(
      ({ path, text }) =>
        path !== 'client/src/launch/process/run.ts' &&
        /child_process|createTerminal|ShellExecution|ProcessExecution|\bfetch\(|node:net|node:http/.test(text),
    );
    expect(acts.map(({ path }) => path)).toEqual([]);
  });

  it.each([
    [
      'files',
      'server/src/host/writeFiles',
      /\b(?:write|append|copy|truncate)File(?:Sync)?\(|createWriteStream|\brenameSync\(|\bfs\.rename\(/,
    ],
    ['to the terminal of the command line', 'server/src/cli/output', /\bwrite\(|\bwriteError\(|console\.|process\.std/],
  ])('lets one module only write %s', (_, module, pattern) => {
    // Entry points pass the streams on.
    const folder = module.startsWith('server/src/cli/') ? 'server/src/cli/' : '';
    const writers = sources.filter(({ path, text }) => path.startsWith(folder) && pattern.test(text));
    expect(writers.map(({ path }) => path)).toEqual([`${module}.ts`]);
  });

  it('lets one file only show notifications, and trusts no Markdown', () => {
    const showing = sources.filter(({ text }) =>
      /\.show(?:Information|Warning|Error)Message|\.withProgress\(/.test(text),
    );
    expect(showing.map(({ path }) => path)).toEqual(['client/src/notify.ts']);
    const trusting = sources.filter(({ text }) => /(?:isTrusted|supportHtml)(?: = |: )(?!false)/.test(text));
    expect(trusting.map(({ path }) => path)).toEqual([]);
  });

  it('keeps clocks, chance and state out of the core', () => {
    const impure = sources.filter(
      ({ path, text }) =>
        path.startsWith(CORE) &&
        (/Date\.now|new Date|Math\.random|performance\.|setTimeout|process\.|^(?:export )?let /m.test(text) ||
          // A collection that may be written to later is state as well.
          /^(?:export )?const \w+(?:: (?!Readonly)[^=]*)? = new (?:Weak)?(?:Map|Set)(?:<.*>)?\(\)/m.test(text)),
    );
    expect(impure.map(({ path }) => path)).toEqual([]);
  });

  it('has no property whose name begins with a line: the bundler shortens those of packages', async () => {
    const entryPoints = ['server/src/main.node.ts', 'server/src/main.worker.ts'].map((path) => join(root, path));
    const { mangleCache } = await build({
      entryPoints,
      bundle: true,
      write: false,
      outdir: root,
      platform: 'node',
      packages: 'external',
      external: ['./planner.js', './sizing.js'],
      mangleProps: /^_[a-z]/,
      mangleCache: {},
    });
    expect(mangleCache).toEqual({});
  });

  it('keeps files short: one idea, three screens', () => {
    const long = sources.filter(({ text }) => text.split('\n').length > 300).map(({ path }) => path);
    expect(long).toEqual([]);
  });

  it('keeps the entry points to wiring', () => {
    const long = sources.filter(({ path, text }) => /src\/main\./.test(path) && text.split('\n').length > 15);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it('names every rule file after the id of its rule', () => {
    const misnamed = sources.filter(({ path, text }) => {
      const [, group, name = ''] = /core\/rules\/(\w+)\/([\w-]+)\.ts$/.exec(path) ?? [];
      return group && !isSharedByRules(`${group}/${name}`) && !text.includes(`'${group}.${name}'`);
    });
    expect(misnamed.map(({ path }) => path)).toEqual([]);
  });
});
