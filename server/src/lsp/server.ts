import {
  CodeActionKind,
  type CodeActionParams,
  CodeLensRefreshRequest,
  type CompletionItem,
  type Connection,
  type InitializeResult,
  MarkupKind,
  type TextDocumentPositionParams,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import type { Topic } from '../core/features/completion';
import type { Document } from '../core/features/document';
import type { LaunchPlan, Service } from '../core/service';
import { toCodeAction, toCodeLens, toCompletionItem, toDiagnostic, toHover, toSpan } from './convert';
import { guarded } from './guarded';
import { DEFAULT_SETTINGS, PLAN, type PlanParams, type PlanResult, type Settings } from './protocol';

/** Answers an editor over `connection`. All knowledge is in the service; here are documents, settings and the wire. */
export function startServer(connection: Connection, service: Service): void {
  const texts = new TextDocuments(TextDocument);
  const read = new Map<string, { version: number; document: Document | undefined }>();
  let settings: Settings = DEFAULT_SETTINGS;
  let refreshesLenses = false;
  const log = (message: string): void => connection.console.error(message);

  /** The document as it was read at its present version; every version is read once. */
  const documentOf = (uri: string): { text: TextDocument; document: Document } | undefined => {
    const text = texts.get(uri);
    if (!text) return undefined;
    let known = read.get(uri);
    if (known?.version !== text.version) {
      const syntax = service.syntaxFor(text.languageId, URI.parse(uri).path);
      const around = { swiftVersion: settings.swiftVersion || undefined };
      known = { version: text.version, document: syntax && service.read(text.getText(), syntax, around) };
      read.set(uri, known);
    }
    return known.document && { text, document: known.document };
  };

  const publish = (uri: string): void => {
    const open = documentOf(uri);
    const diagnostics = open ? service.findings(open.document).map((finding) => toDiagnostic(open.text, finding)) : [];
    const version = open?.text.version;
    void connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) });
  };

  connection.onInitialize(({ initializationOptions, capabilities }): InitializeResult => {
    refreshesLenses = capabilities.workspace?.codeLens?.refreshSupport === true;
    settings = { ...DEFAULT_SETTINGS, ...(initializationOptions as Partial<Settings> | undefined) };
    return {
      serverInfo: { name: 'training-preflight' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        completionProvider: { triggerCharacters: ['-', ' ', '=', ':'], resolveProvider: true },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        codeLensProvider: {},
      },
    };
  });

  connection.onDidChangeConfiguration(({ settings: changed }) => {
    settings = { ...DEFAULT_SETTINGS, ...(changed as { preflight?: Partial<Settings> } | undefined)?.preflight };
    read.clear();
    for (const text of texts.all()) publish(text.uri);
    if (refreshesLenses) void connection.sendRequest(CodeLensRefreshRequest.type);
  });

  // Findings leave in the same turn as the change that caused them: no timer, no queue.
  texts.onDidChangeContent(({ document }) => guardedPublish(document.uri));
  const guardedPublish = (uri: string): void => {
    try {
      publish(uri);
    } catch (error) {
      log(`diagnostics failed: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };
  texts.onDidClose(({ document }) => {
    read.delete(document.uri);
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });

  connection.onCompletion(
    guarded(log, 'completion', [], ({ textDocument, position }: TextDocumentPositionParams) => {
      const open = documentOf(textDocument.uri);
      if (!open) return [];
      return service
        .complete(open.document, open.text.offsetAt(position))
        .map((each) => toCompletionItem(open.text, each));
    }),
  );
  connection.onCompletionResolve((item: CompletionItem): CompletionItem => {
    const value = item.data ? service.describeTopic(item.data as Topic) : undefined;
    return value ? { ...item, documentation: { kind: MarkupKind.Markdown, value } } : item;
  });
  connection.onHover(
    guarded(log, 'hover', null, ({ textDocument, position }: TextDocumentPositionParams) => {
      const open = documentOf(textDocument.uri);
      const hover = open && service.hover(open.document, open.text.offsetAt(position));
      return open && hover ? toHover(open.text, hover) : null;
    }),
  );
  connection.onCodeAction(
    guarded(log, 'codeAction', [], ({ textDocument, range }: CodeActionParams) => {
      const open = documentOf(textDocument.uri);
      if (!open) return [];
      const fixes = service.fixesAt(open.document, toSpan(open.text, range));
      return fixes.map((fix, index) =>
        toCodeAction(open.text, fix, fixes.findIndex(({ finding }) => finding === fix.finding) === index),
      );
    }),
  );
  connection.onCodeLens(
    guarded(log, 'codeLens', [], ({ textDocument }) => {
      const open = settings.codeLens ? documentOf(textDocument.uri) : undefined;
      return open ? service.lenses(open.document).map((lens) => toCodeLens(open.text, lens)) : [];
    }),
  );
  connection.onRequest(
    PLAN,
    guarded(log, PLAN, null, (params: PlanParams): PlanResult | null => {
      const open = documentOf(params.uri);
      return open ? planFor(service, open.text, open.document, params) : null;
    }),
  );

  texts.listen(connection);
  connection.listen();
}

/** The plan for one command of a document: the one asked for, the one at the cursor, or the first. */
function planFor(service: Service, text: TextDocument, document: Document, params: PlanParams): PlanResult | null {
  const { configs } = document.reading;
  const line = params.line ?? 0;
  const atLine = configs.findLast((config) => text.positionAt(config.whole.start).line <= line);
  const config = params.index === undefined ? (atLine ?? configs[0]) : configs[params.index];
  if (!config) return null;
  const file = URI.parse(text.uri).fsPath;
  const cut = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'));
  const name = file.slice(cut + 1);
  const headLine = text.positionAt(config.head.start).line;
  const plan: LaunchPlan = service.plan(document, config, params.target, {
    file,
    name,
    line: headLine,
    directory: file.slice(0, cut) || '/',
    storage: params.storage,
  });
  return { ...plan, title: `${name}:${headLine + 1} megatron ${config.command} (${plan.target})` };
}
