import { createCatalog } from './catalog/catalog';
import { isExplicit, isInRange, type Release, type ReleaseChoice } from './catalog/release';
import type { Catalog, CatalogData } from './catalog/types';
import type { Config, Span } from './config/config';
import type { Edit } from './config/edit';
import type { Docs } from './docs';
import type { DiskLists, DiskQuery } from './document/diskLists';
import type { Document, ListedFinding, WantedModel } from './document/document';
import { getFacts, listWantedModels, modelOf } from './document/facts';
import { listNamedFiles } from './document/joins';
import { createReadDocument, type ReadDocument } from './document/readDocument';
import { chooseReleaseOfText } from './document/releases';
import type { Facts } from './facts/facts';
import { type Lens, provideCodeLenses } from './features/codeLens';
import { complete, findDiskQuery } from './features/completion/completion';
import { type CompletionContext, createCompletionContext } from './features/completion/context';
import type { Completion, Topic } from './features/completion/item';
import { describeTopic, detailOfTopic } from './features/completion/topics';
import { lintConfig, lintNamedFile, lintText } from './features/diagnostics';
import { type ExplainedTopic, type Explanation, explain, listTopics } from './features/explain';
import { createBudget, type Effort } from './features/fixes/budget';
import { findFindings } from './features/fixes/findFindings';
import { type FixAllResult, fixAll } from './features/fixes/fixAll';
import type { LintContext } from './features/fixes/lintScope';
import type { PrintedFix } from './features/fixes/printedFix';
import { listQuickFixes } from './features/fixes/quickFixes';
import { suggestFixesOnLine } from './features/fixes/repairsOnLine';
import { type Suggestions, suggestActions } from './features/fixes/suggestActions';
import { type Folding, provideFoldings } from './features/foldings';
import { provideHover } from './features/hover';
import { type InlayHint, provideInlayHints } from './features/inlayHints';
import { lintDocument, listFindings } from './features/listFindings';
import { type ErrorLocation, locateError } from './features/locateError';
import { describeReleaseReason, type Hover } from './features/markdown/describeFlag';
import { describeMemory } from './features/markdown/describeMemory';
import { describeLayout } from './features/markdown/layout';
import { type Migration, migrate } from './features/migrate/migrate';
import { createModelineEdits } from './features/migrate/modelineEdits';
import type { ReadNamedFile } from './features/migrate/pluginNotes';
import { type DefinitionLocation, findDefinition, findFileLinks, findReferences } from './features/navigation';
import { createNewConfigs, type NewConfigs } from './features/newConfig/newConfigs';
import { describeResolved, type ResolvedRow } from './features/printResolved';
import { createProjectService, type ProjectService } from './features/project/projectService';
import { listRefactorings } from './features/refactor/refactor';
import type { Refactoring, RefactoringKind } from './features/refactor/refactoring';
import {
  findRenamableVariable,
  type RenamableVariable,
  type RenameRefusal,
  renameVariable,
} from './features/renameVariable';
import { type Origin, type ResolvedCommand, resolveCommand } from './features/resolve';
import { ruleAddressOf } from './features/ruleAddress';
import { type DocumentSymbol, provideSymbols } from './features/symbols';
import { isAboutUnfinishedText, type TypedPlace } from './features/unfinishedText';
import type { MigrationData } from './lint/changedDefaults';
import { createLinter, type Linter } from './lint/linter';
import type { Finding, LintRule } from './lint/rule';
import { shell } from './syntax/shell/shellSyntax';
import type { Syntax } from './syntax/syntax';
import { findSyntax, NEW_CONFIG_SYNTAXES } from './syntax/syntaxes';
import { yaml } from './syntax/yaml/yamlSyntax';

/** Public API of the core, except for launches: see `planner.ts`. Every operation is a function of its arguments. */
export interface Service {
  catalog: Catalog;
  rules: readonly LintRule[];
  docs: Docs;
  /** File name extensions of scripts, whose commands may name config files. */
  scriptExtensions: readonly string[];
  /** Finds the syntax of a language id or of a file name; undefined when there is none. */
  findSyntax: (language: string | undefined, fileName: string) => Syntax | undefined;
  read: ReadDocument;
  /** Lists the config files that the commands of a document name, as written, each once. They should be passed as neighbors. */
  listNamedFiles: (document: Document) => string[];
  /** Lists the models of the runs of a document, each once. Their config.json files should be passed with the context. */
  listWantedModels: (document: Document) => WantedModel[];
  /** Returns the arguments that the trainer gets, without secrets unless `showSecrets` is set. */
  resolve: (document: Document, config: Config, showSecrets?: boolean) => ResolvedCommand;
  /** Returns the same arguments as rows of a readable document. `locate` names the position of each. */
  describeResolved: (
    document: Document,
    config: Config,
    name: string,
    locate: (origin: Origin) => string,
    showSecrets?: boolean,
  ) => ResolvedRow[];
  getFacts: (document: Document, config: Config) => Facts;
  lintDocument: (document: Document) => Finding[];
  /** Whether a finding should wait while the user types at a place. */
  isAboutUnfinishedText: (document: Document, finding: Finding, typed: TypedPlace) => boolean;
  /** Returns the findings of `lintDocument`, each with its command or config file. */
  listFindings: (document: Document) => readonly ListedFinding[];
  lintConfig: (document: Document, config: Config) => Finding[];
  /** Returns the findings outside of any config. */
  lintText: (document: Document) => Finding[];
  /** Returns the findings in the config file that a command names. */
  lintNamedFile: (document: Document, config: Config) => Finding[];
  printFixes: (document: Document, config: Config | undefined, finding: Finding) => PrintedFix[];
  /** Returns a function that prints the fixes of the findings of a document for a report, within one budget for all. */
  createFixPrinter: (document: Document) => (config: Config | undefined, finding: Finding) => PrintedFix[];
  suggestQuickFixes: (document: Document, span: Span) => PrintedFix[];
  /** Suggests everything that an editor offers about the findings at a span, within one budget. */
  suggestActions: (document: Document, span: Span) => Suggestions;
  /** Applies all safe fixes of the text together. */
  fixAll: (document: Document, effort?: Effort) => FixAllResult;
  /**
   * Lists the refactorings of the command at a span, of the wanted kinds. `isTaken` tells whether a file of a name exists
   * next to the document.
   */
  listRefactorings: (
    document: Document,
    span: Span,
    isWanted: (kind: RefactoringKind) => boolean,
    isTaken: (name: string) => boolean,
  ) => Refactoring[];
  /** Migrates a document to a release. `readNamedFile` reads files that its commands name, if the caller can. */
  migrate: (document: Document, to: Release, readNamedFile?: ReadNamedFile) => Migration;
  /** Returns the edits that set the release of the modeline, or remove it. */
  createModelineEdits: (document: Document, release: Release | '') => Edit[];
  explainRelease: (document: Document, config: Config) => ReleaseChoice & { reason: string; isGuess: boolean };
  /** Returns the lists of files and models that complete the value at an offset; undefined where none do. */
  findDiskQuery: (document: Document, offset: number) => DiskQuery | undefined;
  /** Completes at an offset. `lists` answers the query for it. */
  complete: (document: Document, offset: number, lists?: DiskLists) => Completion[];
  describeTopic: (topic: Topic | undefined) => string | undefined;
  /** Returns the detail of a completion item whose detail is that of its topic. */
  detailOfTopic: (topic: Topic) => string | undefined;
  /** Provides the hover at an offset; a short one ends before the explanation. */
  provideHover: (document: Document, offset: number, isShort?: boolean) => Hover | undefined;
  provideInlayHints: (document: Document, span: Span) => InlayHint[];
  /** Provides the lenses of a document, in which the user may type at a place. */
  codeLenses: (document: Document, typed?: TypedPlace) => Lens[];
  provideSymbols: (document: Document) => DocumentSymbol[];
  /** Provides the foldings of a script; undefined for other texts, whose lines an editor folds. */
  provideFoldings: (document: Document) => Folding[] | undefined;
  findDefinition: (document: Document, offset: number) => DefinitionLocation[];
  findReferences: (document: Document, offset: number) => Span[];
  /** Finds the variable at an offset that can be renamed, or the reason why it cannot. */
  findRenamableVariable: (document: Document, offset: number) => RenamableVariable | RenameRefusal | undefined;
  renameVariable: (document: Document, offset: number, newName: string) => Edit[] | RenameRefusal;
  findFileLinks: (document: Document) => { span: Span; file: string }[];
  /** Finds the flags that caused an error message in the log of a run. */
  locateError: (document: Document, config: Config, message: string) => ErrorLocation[];
  /** Returns the version of the release of a command, or of the text if there is none. */
  releaseOf: (document: Document, config: Config | undefined) => Release;
  /** Finds the findings that touch a span. */
  findFindings: (document: Document, span: Span) => ListedFinding[];
  /** Describes the parallel layout and the memory of a command. */
  describeLayout: (document: Document, config: Config) => string;
  /** Writes new training configs. */
  newConfigs: NewConfigs;
  /** The settings of projects. */
  project: ProjectService;
  /** Whether a rule applies to a release. */
  hasRule: (id: string, version: Release) => boolean;
  /** Returns the address of the page of a rule on the web; undefined while there is none. */
  ruleAddress: (id: string) => string | undefined;
  /** Lists everything that can be explained, as it is in a release. */
  listTopics: (swiftVersion: string | undefined) => { version: Release; topics: ExplainedTopic[] };
  /** Returns the page of a flag or a rule; for an unknown name, similar names. */
  explain: (name: string, swiftVersion: string | undefined) => Explanation;
}

/** The operations that explain a run and everything that the catalog knows. */
const createExplanations = (
  catalog: Catalog,
  lint: Linter,
  rules: readonly LintRule[],
  docs: Docs,
): Pick<
  Service,
  'releaseOf' | 'findFindings' | 'describeLayout' | 'hasRule' | 'ruleAddress' | 'listTopics' | 'explain'
> => ({
  releaseOf: (document, config) =>
    (config ? getFacts(catalog, document, config).release : chooseReleaseOfText(catalog, document)).version,
  findFindings: (document, span) => findFindings({ catalog, lint }, document, span),
  describeLayout: (document, config) => {
    const facts = getFacts(catalog, document, config);
    const layout = describeLayout(facts, modelOf(catalog, document, config)?.path);
    return document.secrets().mask([layout, describeMemory(facts)].filter((block) => block !== '').join('\n\n'));
  },
  hasRule: (id, version) => rules.some((rule) => rule.id === id && isInRange(version, rule.releases)),
  ruleAddress: (id) => ruleAddressOf(docs.site, id),
  listTopics: (swiftVersion) => listTopics(catalog, rules, docs.rule, swiftVersion),
  explain: (name, swiftVersion) => explain(catalog, rules, name, swiftVersion),
});

/** Answers that need nothing but the document. */
const NAVIGATION = {
  provideSymbols,
  provideFoldings,
  findDefinition,
  findReferences,
  findRenamableVariable,
  renameVariable,
  findFileLinks,
};

/** The operations that rewrite a command without changing its run. */
const createRefactorings = (catalog: Catalog, read: ReadDocument): Pick<Service, 'listRefactorings'> => ({
  listRefactorings: (document, span, isWanted, isTaken) => {
    const factsOf = (each: Document, config: Config): Facts => getFacts(catalog, each, config);
    return listRefactorings({ read, factsOf, script: shell, configFile: yaml, isTaken }, document, span, isWanted);
  },
});

/** Completion, and what items say once they are selected. */
const createCompletions = (
  context: CompletionContext,
): Pick<Service, 'findDiskQuery' | 'complete' | 'describeTopic' | 'detailOfTopic'> => ({
  findDiskQuery: (document, offset) => findDiskQuery(context, document, offset),
  complete: (document, offset, lists) => complete(context, document, offset, lists),
  describeTopic: (topic) => describeTopic(context.catalog, topic),
  detailOfTopic: (topic) => detailOfTopic(context.catalog, context.table, topic),
});

export function createService(
  data: CatalogData,
  rules: readonly LintRule[],
  migration: MigrationData,
  docs: Docs,
): Service {
  const catalog = createCatalog(data, docs);
  const lint = createLinter(rules, catalog.verified);
  const { read, readTrial } = createReadDocument(catalog);
  const createLintContext = (document: Document, effort: Effort = 'editor'): LintContext => ({
    catalog,
    lint,
    reread: readTrial,
    budget: createBudget(document, effort),
    printed: { of: document, fixes: new Map() },
  });
  const titleOf = (id: string): string => docs.rule(id)?.title ?? '';
  const completion = createCompletionContext(catalog, lint, titleOf, rules, read);
  return {
    catalog,
    rules,
    docs,
    scriptExtensions: shell.extensions,
    findSyntax,
    read,
    listNamedFiles,
    listWantedModels,
    project: createProjectService(catalog.releases, rules, titleOf),
    newConfigs: createNewConfigs(catalog, NEW_CONFIG_SYNTAXES, (text, syntax) =>
      lintDocument(catalog, lint, read(text, syntax, {})),
    ),
    resolve: (document, config, showSecrets) => resolveCommand(catalog, document, config, showSecrets),
    describeResolved: (...args) => describeResolved(catalog, ...args),
    getFacts: (document, config) => getFacts(catalog, document, config),
    lintDocument: (document) => lintDocument(catalog, lint, document),
    isAboutUnfinishedText,
    lintConfig: (document, config) => lintConfig(catalog, lint, document, config),
    lintText: (document) => lintText(catalog, lint, document),
    lintNamedFile,
    listFindings: (document) => listFindings(catalog, lint, document),
    printFixes: (document, config, finding) => listQuickFixes(createLintContext(document), document, config, finding),
    createFixPrinter: (document) => {
      const lintContext = createLintContext(document, 'batch');
      return (config, finding) => listQuickFixes(lintContext, document, config, finding);
    },
    suggestQuickFixes: (document, span) => suggestFixesOnLine(createLintContext(document), document, span),
    suggestActions: (document, span) => suggestActions(createLintContext(document), document, span),
    explainRelease: (document, config) => {
      const { release } = getFacts(catalog, document, config);
      return { ...release, reason: describeReleaseReason(release), isGuess: !isExplicit(release) };
    },
    migrate: (document, to, readNamedFile = () => undefined) => {
      const migrated = migrate(catalog, migration, document, to, readNamedFile);
      return { ...migrated, notes: migrated.notes.map(document.secrets().mask) };
    },
    createModelineEdits,
    fixAll: (document, effort) => fixAll(createLintContext(document, effort), document),
    ...createCompletions(completion),
    provideHover: (document, offset, isShort = false) => {
      const hover = provideHover({ catalog, lint, ruleDocs: docs.rule, isShort }, document, offset);
      return hover && { ...hover, markdown: document.secrets().mask(hover.markdown) };
    },
    provideInlayHints: (document, span) =>
      provideInlayHints(catalog, document, span).map((hint) => ({
        ...hint,
        markdown: document.secrets().mask(hint.markdown),
      })),
    codeLenses: (document, typed) => provideCodeLenses(catalog, lint, document, typed),
    ...NAVIGATION,
    locateError: (document, config, message) => locateError(catalog, rules, docs.rule, lint, document, config, message),
    ...createExplanations(catalog, lint, rules, docs),
    ...createRefactorings(catalog, read),
  };
}
