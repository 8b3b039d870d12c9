import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const sources = [...filesBelow('server/src'), ...filesBelow('client/src')];

function filesBelow(folder: string): { path: string; text: string }[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(root, folder, name), 'utf8') }));
}

/** The modules that a file imports: paths from the root for our own, names for packages. */
function importsOf({ path, text }: { path: string; text: string }): string[] {
  return [...text.matchAll(/(?:\b(?:from|import)\s+|\b(?:import|require)\()'([^']+)'/g)].map(([, name = '']) =>
    name.startsWith('.') ? relative(root, resolve(root, path, '..', name)) : name,
  );
}

/** Who may import whom: the first rule whose pattern a path begins with holds. ARCHITECTURE.md draws the same picture. */
const CORE = 'server/src/core/';
const RULES: [path: string, allowed: RegExp][] = [
  [`${CORE}config`, /^$/],
  [`${CORE}quote`, /^$/],
  [`${CORE}nesting`, /^$/],
  [`${CORE}nearest`, /^$/],
  [`${CORE}lines`, /^$/],
  [`${CORE}count`, /^$/],
  [`${CORE}path`, /^$/],
  [`${CORE}sorted`, /core\/config$/],
  [`${CORE}remembered`, /^$/],
  [`${CORE}edit`, /core\/config$/],
  [`${CORE}argv`, /core\/config$/],
  [`${CORE}modeline`, /core\/(?:config|lines)$/],
  [`${CORE}join`, /core\/config$/],
  [`${CORE}ignore`, /core\/(?:config|lines|sorted)$/],
  [`${CORE}parts`, /^jsonc-parser$|core\/(?:config|nesting)$/],
  [`${CORE}json/`, /^$/],
  [`${CORE}catalog/`, /core\/(?:config|nesting|remembered|sorted|catalog\/\w+)$/],
  [`${CORE}model/`, /core\/(?:config|catalog\/\w+)$/],
  [
    `${CORE}syntax/`,
    /^(?:unbash|yaml|jsonc-parser)$|core\/(?:config|edit|argv|lines|parts|quote|nearest|modeline|syntax\/[\w/]+)$/,
  ],
  [
    `${CORE}rules/`,
    /core\/(?:config|edit|join|json\/validators|nearest|parts|remembered|sorted|catalog\/\w+|model\/\w+|rules\/[\w.-]+)$/,
  ],
  [
    `${CORE}features/`,
    /core\/(?:config|count|edit|join|ignore|lines|parts|path|argvOf|nearest|quote|modeline|sorted|catalog\/\w+|model\/\w+|rules(?:\/[\w.-]+)?|features\/\w+|launch\/\w+|syntax\/(?:syntax|inside))$/,
  ],
  [`${CORE}launch/`, /^yaml$|core\/(?:config|count|nearest|path|quote|launch\/[\w/]+)$/],
  [`${CORE}service`, /core\//],
  [`${CORE}planner`, /core\//],
  ['server/src/rulePage', /^$/],
  ['server/src/knowledge.node', /^node:(?:fs|path|zlib)$|core\/service$|server\/src\/(?:knowledge|rulePage)$/],
  ['server/src/knowledge.worker', /^(?:fflate|packed-knowledge)$|core\/service$|server\/src\/knowledge$/],
  ['server/src/knowledge', /core\/service$/],
  ['server/src/packed-knowledge', /^$/],
  ['server/src/planner.node', /core\/planner$|server\/src\/planner\.js$/],
  [
    'server/src/machine.node',
    /server\/src\/(?:host\.node|environment\.node|models\.node|planner\.node|lsp\/neighbours)$/,
  ],
  ['server/src/host.node', /^node:(?:fs|path)$|core\/features\/joins$/],
  ['server/src/environment.node', /^node:(?:fs|path)$|core\/catalog\/\w+$|server\/src\/host\.node$/],
  ['server/src/models.node', /^node:(?:fs|os|path)$|core\/features\/models$|server\/src\/host\.node$/],
  ['server/src/data', /core\/|schemas\/[\w/.-]+\.json$/],
  ['server/src/lsp/protocol', /core\/launch\/(?:plan|readTargets|ssh|target)$/],
  ['server/src/lsp/', /^vscode-(?:languageserver(?:-textdocument)?|uri)$|server\/src\/(?:core|lsp)\//],
  [
    'server/src/cli/',
    /^(?:node:(?:fs|path|util)|diff)$|server\/src\/(?:core\/|cli\/|rulePage$|host\.node$|environment\.node$|models\.node$|planner\.node$)/,
  ],
  [
    'server/src/main',
    /^vscode-languageserver\/(?:node|browser)$|server\/src\/(?:data|knowledge\.(?:node|worker)|machine\.node|lsp\/server|cli\/main)$/,
  ],
  [
    'client/src/launch/run',
    /^(?:vscode|node:(?:child_process|fs|os|path|string_decoder))$|server\/src\/lsp\/protocol$/,
  ],
  // What reads the words of engines knows no editor.
  ['client/src/launch/log/', /client\/src\/launch\/log\//],
  ['client/src/launch/failure', /client\/src\/launch\/(?:failures\/\w+|run)$/],
  [
    'client/src/launch/(?:slurm|kubernetes|engine)',
    /server\/src\/lsp\/protocol$|client\/src\/launch\/(?:elapsed|engine|failure|run|slurm\/\w+|kubernetes\/\w+|jobs\/sighting)$/,
  ],
  ['client/src/launch/addTarget', /^(?:vscode|node:os)$|server\/src\/lsp\/protocol$|client\/src\/launch\//],
  [
    'client/src/',
    /^vscode(?:-languageclient(?:\/node|\/browser)?)?$|server\/src\/(?:lsp\/protocol|rulePage)$|client\/src\//,
  ],
];

describe('the architecture', () => {
  it.each(sources.map((source) => [source.path, source] as const))('%s imports only what it may', (path, source) => {
    const rule = RULES.find(([start]) => new RegExp(`^${start}`).test(path));
    expect(rule, 'a file without a place in the map').toBeDefined();
    expect(importsOf(source).filter((name) => !rule?.[1].test(name))).toEqual([]);
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
        path !== 'client/src/launch/run.ts' &&
        /child_process|createTerminal|ShellExecution|ProcessExecution|\bfetch\(|node:net|node:http/.test(text),
    );
    expect(acts.map(({ path }) => path)).toEqual([]);
  });

  it('keeps clocks, chance and state out of the core', () => {
    const impure = sources.filter(
      ({ path, text }) =>
        path.startsWith(CORE) &&
        (/Date\.now|new Date|Math\.random|performance\.|setTimeout|process\.|^(?:export )?let /m.test(text) ||
          // What may be written to later is state as well.
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
      external: ['./planner.js'],
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
});
