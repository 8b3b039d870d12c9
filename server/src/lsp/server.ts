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
import { ACTION_KINDS, actionsAt } from './actions';
import { toCodeLens, toCompletionItem, toHover, toInlayHint, toRange, toSpan, toSymbol } from './convert';
import { configAt, createDocuments, type Open } from './documents';
import { guarded } from './handler';
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
import { answerReleases } from './releaseRequests';

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
    const pulls = diagnostic !== undefined && publishDiagnostics === undefined;
    const refreshes = capabilities.workspace?.diagnostics?.refreshSupport === true;
    if (pulls) documents.pull(() => refreshes && void connection.sendRequest(DiagnosticRefreshRequest.type));
    documents.configure(initializationOptions as Partial<Settings> | undefined);
    return {
      serverInfo: { name: 'training-preflight' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        completionProvider: { triggerCharacters: ['-', ' ', '=', ':'], resolveProvider: true },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: ACTION_KINDS },
        ...(pulls && { diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: false } }),
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

  connection.onDidChangeWatchedFiles(documents.lookAgain);
  answerReleases(connection, service, documents, log);
  connection.onNotification(FOCUS, () => documents.lookAgain());

  /** The open document of a request with the offset of its position. */
  const at = ({ textDocument, position }: TextDocumentPositionParams): (Open & { offset: number }) | undefined => {
    const open = documents.get(textDocument.uri);
    return open && { ...open, offset: open.texts.own.offsetAt(position) };
  };

  connection.onCompletion(
    guarded(log, 'completion', [] as CompletionItem[] | CompletionList, (params: TextDocumentPositionParams) => {
      const open = at(params);
      const offered = open ? service.complete(open.document, open.offset) : [];
      const items = open ? offered.map((each) => toCompletionItem(open.texts.own, each)) : [];
      // What fits a value depends on what is typed of it, so the editor asks again with every letter.
      return offered.some(({ kind }) => kind === 'value') ? { isIncomplete: true, items } : items;
    }),
  );
  connection.onCompletionResolve((item: CompletionItem): CompletionItem => {
    const value = item.data ? service.describeTopic(item.data as Topic) : undefined;
    return value ? { ...item, documentation: { kind: MarkupKind.Markdown, value } } : item;
  });
  connection.onHover(
    guarded(log, 'hover', null, (params: TextDocumentPositionParams) => {
      const open = at(params);
      const hover = open && service.hover(open.document, open.offset);
      return open && hover ? toHover(open.texts.own, hover) : null;
    }),
  );
  connection.onCodeAction(
    guarded(log, 'codeAction', [], (params: CodeActionParams) => {
      const open = documents.get(params.textDocument.uri);
      return open ? actionsAt(service, open, params) : [];
    }),
  );
  // Answered whenever it is asked; who announces nothing else than asking is not sent anything.
  connection.onRequest(
    DocumentDiagnosticRequest.method,
    guarded(
      log,
      'diagnostic',
      NO_FINDINGS,
      ({ textDocument }: DocumentDiagnosticParams): FullDocumentDiagnosticReport => {
        return { ...NO_FINDINGS, items: documents.diagnostics(textDocument.uri) };
      },
    ),
  );
  connection.onCodeLens(
    guarded(log, 'codeLens', [], ({ textDocument }) => {
      const open = documents.settings().codeLens ? documents.get(textDocument.uri) : undefined;
      return open ? service.lenses(open.document).map((lens) => toCodeLens(open.texts.own, lens)) : [];
    }),
  );
  connection.languages.inlayHint.on(
    guarded(log, 'inlayHint', [] as InlayHint[], ({ textDocument, range }: InlayHintParams) => {
      const open = documents.settings().inlayHints ? documents.get(textDocument.uri) : undefined;
      const hints = open ? service.inlayHints(open.document, toSpan(open.texts.own, range)) : [];
      return open ? hints.map((hint) => toInlayHint(open.texts.own, hint)) : [];
    }),
  );
  connection.onDocumentSymbol(
    guarded(log, 'documentSymbol', [] as DocumentSymbol[], ({ textDocument }) => {
      const open = documents.get(textDocument.uri);
      return open ? service.symbols(open.document).map((symbol) => toSymbol(open.texts.own, symbol)) : [];
    }),
  );
  connection.onDefinition(
    guarded(log, 'definition', [] as Location[], (params: TextDocumentPositionParams) => {
      const open = at(params);
      return (open ? service.definition(open.document, open.offset) : []).flatMap((place): Location[] => {
        const text = 'file' in place ? open?.texts.other(place.file) : open?.texts.own;
        const span = 'file' in place ? { start: 0, end: 0 } : place.span;
        return text ? [{ uri: text.uri, range: toRange(text, span) }] : [];
      });
    }),
  );
  connection.onReferences(
    guarded(log, 'references', [] as Location[], (params: TextDocumentPositionParams) => {
      const open = at(params);
      const spans = open ? service.references(open.document, open.offset) : [];
      return open ? spans.map((span) => ({ uri: open.texts.own.uri, range: toRange(open.texts.own, span) })) : [];
    }),
  );
  connection.onDocumentLinks(
    guarded(log, 'documentLinks', [] as DocumentLink[], ({ textDocument }) => {
      const open = documents.get(textDocument.uri);
      return (open ? service.fileLinks(open.document) : []).flatMap(({ span, file }): DocumentLink[] => {
        const target = open?.texts.other(file)?.uri;
        return open && target ? [{ range: toRange(open.texts.own, span), target }] : [];
      });
    }),
  );
  connection.onRequest(
    EXPLAIN,
    guarded(log, EXPLAIN, {} as ExplainResult, ({ name, uri }: ExplainParams): ExplainResult => {
      const open = uri === undefined ? undefined : documents.get(uri);
      return service.explain(
        name,
        open?.document.around.swiftVersion ?? (documents.settings().swiftVersion || undefined),
      );
    }),
  );
  connection.onRequest(
    PLAN,
    guarded(log, PLAN, null, (params: PlanParams): PlanResult | null => {
      const open = documents.get(params.uri);
      return open ? planFor(service, host.plan, open, params) : null;
    }),
  );
  connection.onRequest(
    RESOLVE,
    guarded(log, RESOLVE, null, (params: ResolveParams): ResolveResult | null => {
      const open = documents.get(params.uri);
      return open ? resolveFor(service, open, params) : null;
    }),
  );
  connection.onRequest(
    BLAME,
    guarded(log, BLAME, [] as Blame[], (params: BlameParams): Blame[] => {
      const open = documents.get(params.uri);
      return open ? blameFor(service, open, params) : [];
    }),
  );
  connection.listen();
}

function fileOf(uri: string): { file: string; name: string; directory: string } {
  const file = URI.parse(uri).fsPath;
  const cut = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'));
  return { file, name: file.slice(cut + 1), directory: file.slice(0, cut) || '/' };
}

/** The plan for one command of a document: the one asked for, the one at the cursor, or the first. */
function planFor(service: Service, plan: Host['plan'], open: Open, params: PlanParams): PlanResult | null {
  const {
    document,
    texts: { own: text },
  } = open;
  const { configs } = document.reading;
  const config = params.index === undefined ? configAt(open, params.line ?? 0) : configs[params.index];
  if (!config || !plan) return null;
  const file = fileOf(text.uri);
  const line = text.positionAt(config.head.start).line;
  const planned = plan(service, document, config, params.target, { ...file, line, storage: params.storage });
  const title = `${file.name}:${line + 1} megatron ${config.command} (${planned.target})`;
  return { ...planned, title, line, commandLine: planned.submit.commandLine };
}

function resolveFor(service: Service, { texts, document }: Open, { uri, line }: ResolveParams): ResolveResult | null {
  const config = configAt({ texts, document }, line);
  if (!config) return null;
  const { name } = fileOf(uri);
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

function blameFor(service: Service, { texts, document }: Open, { line, message }: BlameParams): Blame[] {
  const config = configAt({ texts, document }, line);
  return (config ? service.blame(document, config, message) : []).map(({ flag, span, in: other, rule }): Blame => {
    const text = (other === undefined ? undefined : texts.other(other)) ?? texts.own;
    return { flag, uri: text.uri, start: text.positionAt(span.start), ...(rule && { rule }) };
  });
}
