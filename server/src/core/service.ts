import { createCatalog, formOf, isUnmistakable } from './catalog/catalog';
import type { Release, ReleaseChoice } from './catalog/release';
import type { Catalog, CatalogData, Flag } from './catalog/types';
import { modelineOf } from './comments/modeline';
import { ignoresOf } from './comments/suppressions';
import { type Command, type Config, type FileReader, type Span, underscored } from './config/config';
import type { Edit } from './config/edit';
import { readerFor } from './document/configReader';
import type { Document, Neighbour, Surroundings, WantedModel } from './document/document';
import { factsIn, modelWantedBy, releaseOf } from './document/facts';
import { setFlagEnds } from './document/flagEnds';
import { joinsOf, namedFiles, namingOf, type ReadNeighbour } from './document/joins';
import type { Facts } from './facts/facts';
import { type Lens, lenses } from './features/codeLens';
import { complete, describeTopic } from './features/completion/completion';
import type { Completion, Topic } from './features/completion/item';
import { allFindings, findingsIn, problemsIn, problemsInFile } from './features/diagnostics';
import { type FixedAll, fixAll } from './features/fixes/fixAll';
import { quickFixes, quickFixesAt } from './features/fixes/quickFixes';
import { ignoresAt } from './features/fixes/suppress';
import type { Judging, PrintedFix } from './features/fixes/tryFixes';
import { hover } from './features/hover';
import { type InlayHint, inlayHints } from './features/inlayHints';
import { type Blamed, blame } from './features/locateError';
import { allNames, describeFlag, type Hover, reasonFor } from './features/markdown/describeFlag';
import { type Migration, migrate } from './features/migrate/migrate';
import { modelineEdits } from './features/migrate/modelineEdits';
import { definition, fileLinks, type Place, references } from './features/navigation';
import { describeResolved, type Origin, type Resolved, type Row, resolve } from './features/resolve';
import { type DocumentSymbol, symbols } from './features/symbols';
import type { MigrationData } from './lint/changedDefaults';
import type { Constraint } from './lint/constraint';
import { createJudge } from './lint/linter';
import type { Finding, Rule } from './lint/rule';
import { allRules } from './rules';
import { json } from './syntax/json';
import { shell } from './syntax/shell';
import type { Hints, Syntax } from './syntax/syntax';
import { yaml } from './syntax/yaml';
import { nearest } from './text/spelling';

const SYNTAXES: readonly Syntax[] = [shell, yaml, json];

/** The page of a flag as Markdown, the id of a rule, whose page is in docs/rules.md, or names close to an unknown one. */
type Explanation = { markdown: string } | { rule: string } | { unknown: string[] };

/** The door into the core; that to launches is `planner.ts`. Everything behind it is a function of its arguments. */
export interface Service {
  catalog: Catalog;
  rules: readonly Rule[];
  /** How the names of scripts end, which may name config files. */
  scriptEndings: readonly string[];
  /** The syntax of a language id or of a file name, undefined where we have none. */
  syntaxFor: (language: string | undefined, fileName: string) => Syntax | undefined;
  /** Reads a text. Never throws; a text that is none of ours has no configs. */
  read: (text: string, syntax: Syntax, around: Surroundings) => Document;
  /** The config files that the commands of a document name, as they are written: neighbours worth reading. */
  namedFiles: (document: Document) => string[];
  /** The models that the runs of a document name: their config.json files are worth reading. */
  wantedModels: (document: Document) => WantedModel[];
  /** What the trainer gets, word by word, and the same as a document for people. */
  resolve: (document: Document, config: Config) => Resolved;
  describeResolved: (document: Document, config: Config, name: string, lineOf: (origin: Origin) => number) => Row[];
  factsIn: (document: Document, config: Config) => Facts;
  findings: (document: Document) => Finding[];
  findingsIn: (document: Document, config: Config) => Finding[];
  /** What stands outside any config, and in the config file that a command names. */
  problems: (document: Document) => Finding[];
  problemsInFile: (document: Document, config: Config) => Finding[];
  printFixes: (document: Document, config: Config | undefined, finding: Finding) => PrintedFix[];
  fixesAt: (document: Document, span: Span) => PrintedFix[];
  /** Comments that silence the findings at a span. */
  ignoresAt: (document: Document, span: Span) => PrintedFix[];
  /** All safe fixes of this text at once. */
  fixAll: (document: Document) => FixedAll;
  /** The text as it is for another release of the catalogue. */
  migrate: (document: Document, to: Release) => Migration;
  /** The edits after which the modeline names a release. */
  modelineEdits: (document: Document, release: Release | '') => Edit[];
  releaseOf: (document: Document, config: Config) => ReleaseChoice & { reason: string };
  complete: (document: Document, offset: number) => Completion[];
  describeTopic: (topic: Topic) => string | undefined;
  hover: (document: Document, offset: number) => Hover | undefined;
  inlayHints: (document: Document, span: Span) => InlayHint[];
  lenses: (document: Document) => Lens[];
  symbols: (document: Document) => DocumentSymbol[];
  definition: (document: Document, offset: number) => Place[];
  references: (document: Document, offset: number) => Span[];
  fileLinks: (document: Document) => { span: Span; file: string }[];
  /** The flags that an error of the run is about, as it stands in the run’s log. */
  blame: (document: Document, config: Config, message: string) => Blamed[];
  /** The page of a flag or of a rule; where the name is unknown, names that are close. */
  explain: (name: string, swiftVersion: string | undefined) => Explanation;
}

export function createService(
  data: CatalogData,
  constraints: readonly Constraint[],
  migration: MigrationData,
): Service {
  const catalog = createCatalog(data);
  const rules = allRules(constraints, migration);
  const judge = createJudge(rules);
  const hints = hintsOf(catalog);
  // A file that a command names is a training config, whatever its keys look like.
  const named: Hints = { ...hints, isNamed: true, isTraining: (keys) => !isRayPipeline(keys) };
  const readAlone = (text: string, syntax: Syntax, around: Surroundings, hint: Hints): Document => {
    const reading = syntax.read(text, hint);
    setFlagEnds(reading, catalog);
    const ignores = ignoresOf(text, reading, syntax.continuation);
    const modeline = modelineOf(text);
    return { text, syntax, around, modeline, ignores, reading, size: 0, joins: new Map(), memory: new Map() };
  };
  // The same neighbour goes with every version of a document, and is read once by each reader.
  const known = new WeakMap<Neighbour, Map<FileReader | undefined, Document>>();
  const readNeighbour: ReadNeighbour = (neighbour, reader) => {
    const { name, text } = neighbour;
    const documents = known.get(neighbour) ?? new Map();
    known.set(neighbour, documents);
    const syntax = SYNTAXES.find(({ endings }) => endings.some((ending) => name.endsWith(ending))) ?? yaml;
    const document = documents.get(reader) ?? readAlone(text, syntax, { name }, { ...named, reader });
    documents.set(reader, document);
    return document;
  };
  const read: Service['read'] = (text, syntax, around) => {
    const release = releaseOf(catalog, modelineOf(text), around);
    const naming = namingOf(around, readNeighbour);
    const reader = naming && readerFor(naming.command, release);
    const isRead = reader !== undefined && reader !== 'nobody';
    const hint = isRead ? { ...named, reader: reader === 'launcher' ? undefined : reader } : hints;
    const document = readAlone(text, syntax, around, hint);
    const joins = joinsOf(document, release, readNeighbour);
    const runs = document.reading.configs.map((config) => joins.get(config)?.config ?? config);
    return { ...document, joins, size: runs.reduce((sum, { flags }) => sum + flags.length, 0) };
  };
  const judging: Judging = { catalog, judge, reread: (text, { syntax, around }) => read(text, syntax, around) };
  return {
    catalog,
    rules,
    scriptEndings: shell.endings,
    syntaxFor: (language, fileName) =>
      SYNTAXES.find((syntax) => language !== undefined && syntax.languages.includes(language)) ??
      SYNTAXES.find((syntax) => syntax.endings.some((ending) => fileName.toLowerCase().endsWith(ending))),
    read,
    namedFiles,
    wantedModels: (document) => document.reading.configs.flatMap((config) => modelWantedBy(document, config) ?? []),
    resolve: (document, config) => resolve(catalog, document, config),
    describeResolved: (document, config, name, lineOf) => describeResolved(catalog, document, config, name, lineOf),
    factsIn: (document, config) => factsIn(catalog, document, config),
    findings: (document) => allFindings(catalog, judge, document),
    findingsIn: (document, config) => findingsIn(catalog, judge, document, config),
    problems: (document) => problemsIn(catalog, judge, document),
    problemsInFile,
    printFixes: (document, config, finding) => quickFixes(judging, document, config, finding),
    fixesAt: (document, span) => quickFixesAt(judging, document, span),
    ignoresAt: (document, span) => ignoresAt(judging, document, span),
    releaseOf: (document, config) => {
      const { release } = factsIn(catalog, document, config);
      return { ...release, reason: reasonFor(release) };
    },
    migrate: (document, to) => migrate(catalog, migration, document, to),
    modelineEdits,
    fixAll: (document) => fixAll(judging, document),
    complete: (document, offset) => complete(catalog, document, offset),
    describeTopic: (topic) => describeTopic(catalog, topic),
    hover: (document, offset) => hover(catalog, document, offset),
    inlayHints: (document, span) => inlayHints(catalog, document, span),
    lenses: (document) => lenses(catalog, judge, document),
    symbols,
    definition,
    references,
    fileLinks,
    blame: (document, config, message) => blame(catalog, rules, judge, document, config, message),
    explain: (name, swiftVersion) => explain(catalog, rules, name, swiftVersion),
  };
}

/** From 4.3 on, `--use_ray true --config` reads files of another shape, with a map for each role; those are not judged. */
const isRayPipeline = (keys: readonly string[]): boolean =>
  keys.includes('colocate_groups') || (keys.includes('train') && keys.includes('rollout'));

/** What a config file’s keys say about it, for the reader of a syntax that has no command line to go by. */
function hintsOf(catalog: Catalog): Hints {
  const flagOf = (key: string): Flag | undefined => catalog.byName.get(underscored(key));
  const release = catalog.reference;
  return {
    isTraining: (keys) => {
      if (isRayPipeline(keys)) return false;
      const flags = keys.map(flagOf).filter((flag) => flag !== undefined);
      return flags.length >= 3 && flags.some(isUnmistakable);
    },
    commandOf: (keys): Command => {
      const only = (flag: Flag): boolean =>
        !formOf(flag, release, 'sft') && formOf(flag, release, 'rlhf') !== undefined;
      return keys.map(flagOf).some((flag) => flag !== undefined && only(flag)) ? 'rlhf' : 'sft';
    },
  };
}

function explain(
  catalog: Catalog,
  rules: readonly Rule[],
  name: string,
  swiftVersion: string | undefined,
): Explanation {
  if (rules.some(({ id }) => id === name)) return { rule: name };
  const flag = catalog.byName.get(underscored(name.replace(/^--/, '')));
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
  return { unknown: nearest(name.replace(/^--/, ''), allNames(catalog, rules)) };
}
