import type {
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  FoldingRangeParams,
  InlayHint,
  InlayHintParams,
  Location,
  TextDocumentPositionParams,
} from 'vscode-languageserver';
import { toCodeLens, toFoldingRange, toInlayHint, toRange, toSpan, toSymbol } from './convert';
import { guardRequest } from './handler';
import { openAt, type RequestContext } from './requestContext';

/** Answers requests for lenses, hints, symbols and navigation. */
export function registerViewRequests({ connection, service, documents, log }: RequestContext): void {
  connection.onCodeLens(
    guardRequest(log, 'codeLens', [], ({ textDocument }) => {
      const open = documents.settings().codeLens ? documents.get(textDocument.uri) : undefined;
      const { runsCommands } = documents.settings();
      const lenses = open ? service.codeLenses(open.document, documents.findTypedPlace(textDocument.uri)) : [];
      return open ? lenses.flatMap((lens) => toCodeLens(open.texts.own, lens, runsCommands)) : [];
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
  connection.onFoldingRanges(
    guardRequest(log, 'foldingRange', null, ({ textDocument }: FoldingRangeParams): FoldingRange[] | null => {
      const open = documents.get(textDocument.uri);
      // Without an answer, an editor folds by indentation.
      return (open && service.provideFoldings(open.document)?.map(toFoldingRange)) ?? null;
    }),
  );
  connection.onDefinition(
    guardRequest(log, 'definition', [] as Location[], (params: TextDocumentPositionParams) => {
      const open = openAt(documents, params);
      return (open ? service.findDefinition(open.document, open.offset) : []).flatMap((location): Location[] => {
        const text = 'file' in location ? open?.texts.other(location.file) : open?.texts.own;
        const span = 'file' in location ? { start: 0, end: 0 } : location.span;
        return text ? [{ uri: text.uri, range: toRange(text, span) }] : [];
      });
    }),
  );
  connection.onReferences(
    guardRequest(log, 'references', [] as Location[], (params: TextDocumentPositionParams) => {
      const open = openAt(documents, params);
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
}
