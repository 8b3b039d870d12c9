import {
  type CodeActionParams,
  CodeLensRefreshRequest,
  type CompletionItem,
  type CompletionList,
  type Connection,
  DiagnosticRefreshRequest,
  type DocumentDiagnosticParams,
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  type DocumentLink,
  type DocumentSymbol,
  type FullDocumentDiagnosticReport,
  type InitializeResult,
  type InlayHint,
  type InlayHintParams,
  InlayHintRefreshRequest,
  type Location,
  MarkupKind,
  type TextDocumentPositionParams,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import type { Topic } from '../core/features/completion/item';
import type { Service } from '../core/service';
import { ACTION_KINDS, provideCodeActions } from './actions';
import { toCodeLens, toCompletionItem, toHover, toInlayHint, toRange, toSpan, toSymbol } from './convert';
import { configAt, createDocuments, type OpenDocument } from './documents';
import { guardRequest } from './handler';
import { type Host, NO_FILES } from './neighborCache';
import {
  BLAME,
  type Blame,
  type BlameParams,
  EXPLAIN,
  type ExplainParams,
  type ExplainResult,
  FOCUS,
  PLAN,
  type PlanParams,
  type PlanResult,
  RESOLVE,
  type ResolveParams,
  type ResolveResult,
  type Settings,
} from './protocol';
import { registerReleaseRequests } from './releaseRequests';

const NO_FINDINGS: FullDocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };

/** Answers an editor over `connection`. All knowledge is in the service; here are the requests, one guarded line each. */
export function startServer(connection: Connection, service: Service, host: Host = NO_FILES): void {
  const log = (message: string): void => connection.console.error(message);
  let refreshesLenses = false;
  let refreshesHints = false;
  const refreshDerived = (): void => {
    if (refreshesLenses) void connection.sendRequest(CodeLensRefreshRequest.type);
    if (refreshesHints) void connection.sendRequest(InlayHintRefreshRequest.type);
  };
  const documents = createDocuments(connection, service, host, log, refreshDerived);

  connection.onInitialize(({ initializationOptions, capabilities }): InitializeResult => {
    refreshesLenses = capabilities.workspace?.codeLens?.refreshSupport === true;
    refreshesHints = capabilities.workspace?.inlayHint?.refreshSupport === true;
    const { diagnostic, publishDiagnostics } = capabilities.textDocument ?? {};
    const pullsDiagnostics = diagnostic !== undefined && publishDiagnostics === undefined;
    const refreshesDiagnostics = capabilities.workspace?.diagnostics?.refreshSupport === true;
    if (pullsDiagnostics)
      documents.enablePull(() => refreshesDiagnostics && void connection.sendRequest(DiagnosticRefreshRequest.type));
    documents.configure(initializationOptions as Partial<Settings> | undefined);
    return {
      serverInfo: { name: 'training-preflight' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        completionProvider: { triggerCharacters: ['-', ' ', '=', ':'], resolveProvider: true },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: ACTION_KINDS },
        ...(pullsDiagnostics && { diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: false } }),
        codeLensProvider: {},
        inlayHintProvider: true,
        documentSymbolProvider: true,
        definitionProvider: true,
        referencesProvider: true,
        documentLinkProvider: {},
      },
    };
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    documents.configure((settings as { preflight?: Partial<Settings> } | undefined)?.preflight);
    refreshDerived();
  });

  connection.onDidChangeWatchedFiles(documents.refreshContext);
  registerReleaseRequests(connection, service, documents, log);
  connection.onNotification(FOCUS, () => documents.refreshContext());

  /** The open document of a request with the offset of its position. */
  const openAt = ({
    textDocument,
    position,
  }: TextDocumentPositionParams): (OpenDocument & { offset: number }) | undefined => {
    const open = documents.get(textDocument.uri);
    return open && { ...open, offset: open.texts.own.offsetAt(position) };
  };

  connection.onCompletion(
    guardRequest(log, 'completion', [] as CompletionItem[] | CompletionList, (params: TextDocumentPositionParams) => {
      const open = openAt(params);
      const completions = open ? service.complete(open.document, open.offset) : [];
      const items = open ? completions.map((each) => toCompletionItem(open.texts.own, each)) : [];
      // What fits a value depends on what is typed of it, so the editor asks again with every letter.
      return completions.some(({ kind }) => kind === 'value') ? { isIncomplete: true, items } : items;
    }),
  );
  connection.onCompletionResolve((item: CompletionItem): CompletionItem => {
    const value = item.data ? service.describeTopic(item.data as Topic) : undefined;
    return value ? { ...item, documentation: { kind: MarkupKind.Markdown, value } } : item;
  });
  connection.onHover(
    guardRequest(log, 'hover', null, (params: TextDocumentPositionParams) => {
      const open = openAt(params);
      const hover = open && service.provideHover(open.document, open.offset);
      return open && hover ? toHover(open.texts.own, hover) : null;
    }),
  );
  connection.onCodeAction(
    guardRequest(log, 'codeAction', [], (params: CodeActionParams) => {
      const open = documents.get(params.textDocument.uri);
      return open ? provideCodeActions(service, open, params) : [];
    }),
  );
  // Answered whenever it is asked; who announces nothing else than asking is not sent anything.
  connection.onRequest(
    DocumentDiagnosticRequest.method,
    guardRequest(
      log,
      'diagnostic',
      NO_FINDINGS,
      ({ textDocument }: DocumentDiagnosticParams): FullDocumentDiagnosticReport => {
        return { ...NO_FINDINGS, items: documents.diagnostics(textDocument.uri) };
      },
    ),
  );
  connection.onCodeLens(
    guardRequest(log, 'codeLens', [], ({ textDocument }) => {
      const open = documents.settings().codeLens ? documents.get(textDocument.uri) : undefined;
      return open ? service.codeLenses(open.document).map((lens) => toCodeLens(open.texts.own, lens)) : [];
    }),
  );
  connection.languages.inlayHint.on(
    guardRequest(log, 'inlayHint', [] as InlayHint[], ({ textDocument, range }: InlayHintParams) => {
      const open = documents.settings().inlayHints ? documents.get(textDocument.uri) : undefined;
      const hints = open ? service.provideInlayHints(open.document, toSpan(open.texts.own, range)) : [];
      return open ? hints.map((hint) => toInlayHint(open.texts.own, hint)) : [];
    }),
  );
  connection.onDocumentSymbol(
    guardRequest(log, 'documentSymbol', [] as DocumentSymbol[], ({ textDocument }) => {
      const open = documents.get(textDocument.uri);
      return open ? service.provideSymbols(open.document).map((symbol) => toSymbol(open.texts.own, symbol)) : [];
    }),
  );
  connection.onDefinition(
    guardRequest(log, 'definition', [] as Location[], (params: TextDocumentPositionParams) => {
      const open = openAt(params);
      return (open ? service.findDefinition(open.document, open.offset) : []).flatMap((location): Location[] => {
        const text = 'file' in location ? open?.texts.other(location.file) : open?.texts.own;
        const span = 'file' in location ? { start: 0, end: 0 } : location.span;
        return text ? [{ uri: text.uri, range: toRange(text, span) }] : [];
      });
    }),
  );
  connection.onReferences(
    guardRequest(log, 'references', [] as Location[], (params: TextDocumentPositionParams) => {
      const open = openAt(params);
      const spans = open ? service.findReferences(open.document, open.offset) : [];
      return open ? spans.map((span) => ({ uri: open.texts.own.uri, range: toRange(open.texts.own, span) })) : [];
    }),
  );
  connection.onDocumentLinks(
    guardRequest(log, 'documentLinks', [] as DocumentLink[], ({ textDocument }) => {
      const open = documents.get(textDocument.uri);
      return (open ? service.findFileLinks(open.document) : []).flatMap(({ span, file }): DocumentLink[] => {
        const target = open?.texts.other(file)?.uri;
        return open && target ? [{ range: toRange(open.texts.own, span), target }] : [];
      });
    }),
  );
  connection.onRequest(
    EXPLAIN,
    guardRequest(log, EXPLAIN, {} as ExplainResult, ({ name, uri }: ExplainParams): ExplainResult => {
      const open = uri === undefined ? undefined : documents.get(uri);
      return service.explain(
        name,
        open?.document.context.swiftVersion ?? (documents.settings().swiftVersion || undefined),
      );
    }),
  );
  connection.onRequest(
    PLAN,
    guardRequest(log, PLAN, null, (params: PlanParams): PlanResult | null => {
      const open = documents.get(params.uri);
      return open ? createPlanResult(service, host.planLaunch, open, params) : null;
    }),
  );
  connection.onRequest(
    RESOLVE,
    guardRequest(log, RESOLVE, null, (params: ResolveParams): ResolveResult | null => {
      const open = documents.get(params.uri);
      return open ? createResolveResult(service, open, params) : null;
    }),
  );
  connection.onRequest(
    BLAME,
    guardRequest(log, BLAME, [] as Blame[], (params: BlameParams): Blame[] => {
      const open = documents.get(params.uri);
      return open ? listBlames(service, open, params) : [];
    }),
  );
  connection.listen();
}

function filePathsOf(uri: string): { file: string; name: string; directory: string } {
  const file = URI.parse(uri).fsPath;
  const separator = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'));
  return { file, name: file.slice(separator + 1), directory: file.slice(0, separator) || '/' };
}

/** The plan for one command of a document: the one asked for, the one at the cursor, or the first. */
function createPlanResult(
  service: Service,
  plan: Host['planLaunch'],
  open: OpenDocument,
  params: PlanParams,
): PlanResult | null {
  const {
    document,
    texts: { own: text },
  } = open;
  const { configs } = document.reading;
  const config = params.index === undefined ? configAt(open, params.line ?? 0) : configs[params.index];
  if (!config || !plan) return null;
  const file = filePathsOf(text.uri);
  const line = text.positionAt(config.head.start).line;
  const launchPlan = plan(service, document, config, params.target, { ...file, line, storage: params.storage });
  const title = `${file.name}:${line + 1} megatron ${config.command} (${launchPlan.target})`;
  return { ...launchPlan, title, line, commandLine: launchPlan.submit.commandLine };
}

function createResolveResult(
  service: Service,
  { texts, document }: OpenDocument,
  { uri, line }: ResolveParams,
): ResolveResult | null {
  const config = configAt({ texts, document }, line);
  if (!config) return null;
  const { name } = filePathsOf(uri);
  const rows = service.describeResolved(document, config, name, (origin) => {
    const text = (origin.in === undefined ? undefined : texts.other(origin.in)) ?? texts.own;
    return text.positionAt(origin.span.start).line;
  });
  return {
    title: `${name}:${texts.own.positionAt(config.head.start).line + 1} resolved`,
    text: `${rows.map((row) => row.text).join('\n')}\n`,
    overridden: rows.flatMap((row, index) => (row.overridden ? [index] : [])),
  };
}

function listBlames(service: Service, { texts, document }: OpenDocument, { line, message }: BlameParams): Blame[] {
  const config = configAt({ texts, document }, line);
  return (config ? service.locateError(document, config, message) : []).map(
    ({ flag, span, in: joinedName, rule }): Blame => {
      const text = (joinedName === undefined ? undefined : texts.other(joinedName)) ?? texts.own;
      return { flag, uri: text.uri, start: text.positionAt(span.start), ...(rule && { rule }) };
    },
  );
}
