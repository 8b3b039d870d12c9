import { createCatalog, formOf, isMegatronSpecific } from './catalog/catalog';
import type { Release, ReleaseChoice } from './catalog/release';
import type { Catalog, CatalogData, Flag } from './catalog/types';
import { modelineOf } from './comments/modeline';
import { readSuppressions } from './comments/suppressions';
import type { Command, Config, ConfigReader, Span } from './config/config';
import type { Edit } from './config/edit';
import { toUnderscores } from './config/lookup';
import type { Docs } from './docs';
import { chooseReader } from './document/configReader';
import type { Document, DocumentContext, Neighbor, WantedModel } from './document/document';
import { getFacts, releaseOf, wantedModelOf } from './document/facts';
import { setFlagEnds } from './document/flagEnds';
import { findNamingCommand, joinNeighbors, listNamedFiles, type ReadNeighbor } from './document/joins';
import type { Facts } from './facts/facts';
import { type Lens, provideCodeLenses } from './features/codeLens';
import { complete, describeTopic } from './features/completion/completion';
import type { Completion, Topic } from './features/completion/item';
import { lintConfig, lintDocument, lintNamedFile, lintText } from './features/diagnostics';
import { type FixAllResult, fixAll } from './features/fixes/fixAll';
import { listQuickFixes, suggestQuickFixes } from './features/fixes/quickFixes';
import { suggestSuppressions } from './features/fixes/suppress';
import type { LintContext, PrintedFix } from './features/fixes/tryFixes';
import { provideHover } from './features/hover';
import { type InlayHint, provideInlayHints } from './features/inlayHints';
import { type ErrorLocation, locateError } from './features/locateError';
import {
  describeFlag,
  describeReleaseReason,
  type Hover,
  listExplainableNames,
} from './features/markdown/describeFlag';
import { type Migration, migrate } from './features/migrate/migrate';
import { createModelineEdits } from './features/migrate/modelineEdits';
import { type DefinitionLocation, findDefinition, findFileLinks, findReferences } from './features/navigation';
import {
  describeResolved,
  type Origin,
  type ResolvedCommand,
  type ResolvedRow,
  resolveCommand,
} from './features/resolve';
import { type DocumentSymbol, provideSymbols } from './features/symbols';
import type { MigrationData } from './lint/changedDefaults';
import { createLinter } from './lint/linter';
import type { Finding, LintRule } from './lint/rule';
import { json } from './syntax/json';
import { shell } from './syntax/shell';
import type { Hints, Syntax } from './syntax/syntax';
import { yaml } from './syntax/yaml';
import { findNearestNames } from './text/spelling';

const SYNTAXES: readonly Syntax[] = [shell, yaml, json];

/** The page of a flag as Markdown, the id of a rule, whose page is in docs/rules.md, or names close to an unknown one. */
type Explanation = { markdown: string } | { rule: string } | { unknown: string[] };

/** The door into the core; that to launches is `planner.ts`. Everything behind it is a function of its arguments. */
export interface Service {
  catalog: Catalog;
  rules: readonly LintRule[];
  docs: Docs;
  /** How the names of scripts end, which may name config files. */
  scriptExtensions: readonly string[];
  /** The syntax of a language id or of a file name, undefined where we have none. */
  findSyntax: (language: string | undefined, fileName: string) => Syntax | undefined;
  /** Reads a text. Never throws; a text that is none of ours has no configs. */
  read: (text: string, syntax: Syntax, context: DocumentContext) => Document;
  /** The config files that the commands of a document name, as they are written: neighbours worth reading. */
  listNamedFiles: (document: Document) => string[];
  /** The models that the runs of a document name: their config.json files are worth reading. */
  listWantedModels: (document: Document) => WantedModel[];
  /** What the trainer gets, word by word, and the same as a document for people. */
  resolve: (document: Document, config: Config) => ResolvedCommand;
  describeResolved: (
    document: Document,
    config: Config,
    name: string,
    lineOf: (origin: Origin) => number,
  ) => ResolvedRow[];
  getFacts: (document: Document, config: Config) => Facts;
  lintDocument: (document: Document) => Finding[];
  lintConfig: (document: Document, config: Config) => Finding[];
  /** What stands outside any config, and in the config file that a command names. */
  lintText: (document: Document) => Finding[];
  lintNamedFile: (document: Document, config: Config) => Finding[];
  printFixes: (document: Document, config: Config | undefined, finding: Finding) => PrintedFix[];
  suggestQuickFixes: (document: Document, span: Span) => PrintedFix[];
  /** Comments that silence the findings at a span. */
  suppressionsAt: (document: Document, span: Span) => PrintedFix[];
  /** All safe fixes of this text at once. */
  fixAll: (document: Document) => FixAllResult;
  /** The text as it is for another release of the catalogue. */
  migrate: (document: Document, to: Release) => Migration;
  /** The edits after which the modeline names a release. */
  createModelineEdits: (document: Document, release: Release | '') => Edit[];
  explainRelease: (document: Document, config: Config) => ReleaseChoice & { reason: string };
  complete: (document: Document, offset: number) => Completion[];
  describeTopic: (topic: Topic) => string | undefined;
  provideHover: (document: Document, offset: number) => Hover | undefined;
  provideInlayHints: (document: Document, span: Span) => InlayHint[];
  codeLenses: (document: Document) => Lens[];
  provideSymbols: (document: Document) => DocumentSymbol[];
  findDefinition: (document: Document, offset: number) => DefinitionLocation[];
  findReferences: (document: Document, offset: number) => Span[];
  findFileLinks: (document: Document) => { span: Span; file: string }[];
  /** The flags that an error of the run is about, as it stands in the run’s log. */
  locateError: (document: Document, config: Config, message: string) => ErrorLocation[];
  /** The page of a flag or of a rule; where the name is unknown, names that are close. */
  explain: (name: string, swiftVersion: string | undefined) => Explanation;
}

export function createService(
  data: CatalogData,
  rules: readonly LintRule[],
  migration: MigrationData,
  docs: Docs,
): Service {
  const catalog = createCatalog(data, docs);
  const lint = createLinter(rules);
  const hints = createHints(catalog);
  // A file that a command names is a training config, whatever its keys look like.
  const namedHints: Hints = { ...hints, isReferenced: true, isTrainingConfig: (keys) => !isRayPipeline(keys) };
  const readUnjoined = (text: string, syntax: Syntax, context: DocumentContext, documentHints: Hints): Document => {
    const reading = syntax.read(text, documentHints);
    setFlagEnds(reading, catalog);
    const suppressions = readSuppressions(text, reading, syntax.lineContinuation);
    const modeline = modelineOf(text);
    return { text, syntax, context, modeline, suppressions, reading, flagCount: 0, joins: new Map(), cache: new Map() };
  };
  // The same neighbour goes with every version of a document, and is read once by each reader.
  const neighborDocuments = new WeakMap<Neighbor, Map<ConfigReader | undefined, Document>>();
  const readNeighbor: ReadNeighbor = (neighbor, reader) => {
    const { name, text } = neighbor;
    const documents = neighborDocuments.get(neighbor) ?? new Map();
    neighborDocuments.set(neighbor, documents);
    const syntax = SYNTAXES.find(({ extensions }) => extensions.some((ending) => name.endsWith(ending))) ?? yaml;
    const document = documents.get(reader) ?? readUnjoined(text, syntax, { name }, { ...namedHints, reader });
    documents.set(reader, document);
    return document;
  };
  const read: Service['read'] = (text, syntax, context) => {
    const release = releaseOf(catalog, modelineOf(text), context);
    const namingCommand = findNamingCommand(context, readNeighbor);
    const reader = namingCommand && chooseReader(namingCommand.command, release);
    const isRead = reader !== undefined && reader !== 'nobody';
    const documentHints = isRead ? { ...namedHints, reader: reader === 'launcher' ? undefined : reader } : hints;
    const document = readUnjoined(text, syntax, context, documentHints);
    const joins = joinNeighbors(document, release, readNeighbor);
    const joinedConfigs = document.reading.configs.map((config) => joins.get(config)?.config ?? config);
    return { ...document, joins, flagCount: joinedConfigs.reduce((sum, { flags }) => sum + flags.length, 0) };
  };
  const lintContext: LintContext = {
    catalog,
    lint,
    reread: (text, { syntax, context }) => read(text, syntax, context),
  };
  return {
    catalog,
    rules,
    docs,
    scriptExtensions: shell.extensions,
    findSyntax: (language, fileName) =>
      SYNTAXES.find((syntax) => language !== undefined && syntax.languages.includes(language)) ??
      SYNTAXES.find((syntax) => syntax.extensions.some((ending) => fileName.toLowerCase().endsWith(ending))),
    read,
    listNamedFiles,
    listWantedModels: (document) => document.reading.configs.flatMap((config) => wantedModelOf(document, config) ?? []),
    resolve: (document, config) => resolveCommand(catalog, document, config),
    describeResolved: (document, config, name, lineOf) => describeResolved(catalog, document, config, name, lineOf),
    getFacts: (document, config) => getFacts(catalog, document, config),
    lintDocument: (document) => lintDocument(catalog, lint, document),
    lintConfig: (document, config) => lintConfig(catalog, lint, document, config),
    lintText: (document) => lintText(catalog, lint, document),
    lintNamedFile,
    printFixes: (document, config, finding) => listQuickFixes(lintContext, document, config, finding),
    suggestQuickFixes: (document, span) => suggestQuickFixes(lintContext, document, span),
    suppressionsAt: (document, span) => suggestSuppressions(lintContext, document, span),
    explainRelease: (document, config) => {
      const { release } = getFacts(catalog, document, config);
      return { ...release, reason: describeReleaseReason(release) };
    },
    migrate: (document, to) => migrate(catalog, migration, document, to),
    createModelineEdits,
    fixAll: (document) => fixAll(lintContext, document),
    complete: (document, offset) => complete(catalog, document, offset),
    describeTopic: (topic) => describeTopic(catalog, topic),
    provideHover: (document, offset) => provideHover(catalog, document, offset),
    provideInlayHints: (document, span) => provideInlayHints(catalog, document, span),
    codeLenses: (document) => provideCodeLenses(catalog, lint, document),
    provideSymbols,
    findDefinition,
    findReferences,
    findFileLinks,
    locateError: (document, config, message) => locateError(catalog, rules, docs.rule, lint, document, config, message),
    explain: (name, swiftVersion) => explain(catalog, rules, name, swiftVersion),
  };
}

/** From 4.3 on, `--use_ray true --config` reads files of another shape, with a map for each role; those are not judged. */
const isRayPipeline = (keys: readonly string[]): boolean =>
  keys.includes('colocate_groups') || (keys.includes('train') && keys.includes('rollout'));

/** What a config file’s keys say about it, for the reader of a syntax that has no command line to go by. */
function createHints(catalog: Catalog): Hints {
  const flagOf = (key: string): Flag | undefined => catalog.byName.get(toUnderscores(key));
  const release = catalog.reference;
  return {
    isTrainingConfig: (keys) => {
      if (isRayPipeline(keys)) return false;
      const flags = keys.map(flagOf).filter((flag) => flag !== undefined);
      return flags.length >= 3 && flags.some(isMegatronSpecific);
    },
    guessCommand: (keys): Command => {
      const isRlhfOnly = (flag: Flag): boolean =>
        !formOf(flag, release, 'sft') && formOf(flag, release, 'rlhf') !== undefined;
      return keys.map(flagOf).some((flag) => flag !== undefined && isRlhfOnly(flag)) ? 'rlhf' : 'sft';
    },
  };
}

function explain(
  catalog: Catalog,
  rules: readonly LintRule[],
  name: string,
  swiftVersion: string | undefined,
): Explanation {
  if (rules.some(({ id }) => id === name)) return { rule: name };
  const flag = catalog.byName.get(toUnderscores(name.replace(/^--/, '')));
  const release: ReleaseChoice = releaseOf(catalog, {}, { swiftVersion });
  const commands: Command[] = ['sft', 'rlhf', 'pt', 'export'];
  // A flag that the release does not have is explained as the newest one that has it knows it.
  const releases = [release.version, ...catalog.releases.toReversed()];
  for (const version of flag ? releases : []) {
    for (const command of commands) {
      const form = flag && formOf(flag, version, command);
      if (flag && form) return { markdown: describeFlag(catalog, flag, form, { ...release, version }, command) };
    }
  }
  return { unknown: findNearestNames(name.replace(/^--/, ''), listExplainableNames(catalog, rules)) };
}
