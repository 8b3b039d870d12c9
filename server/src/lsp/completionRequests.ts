import {
  type CompletionItem,
  type CompletionList,
  MarkupKind,
  type TextDocumentPositionParams,
} from 'vscode-languageserver';
import type { DiskLists } from '../core/document/diskLists';
import type { Topic } from '../core/features/completion/item';
import { toCompletionItem } from './completionItems';
import type { DiskListings } from './diskListings';
import { guardRequest } from './handler';
import { openAt, type RequestContext } from './requestContext';

/** Registers completion. `resolves` says whether the editor asks for the documentation of selected items. */
export function registerCompletion(
  { connection, service, documents, log }: RequestContext,
  listings: DiskListings,
  resolves: () => boolean,
): void {
  type Answer = CompletionItem[] | CompletionList;
  const complete = (params: TextDocumentPositionParams, lists: DiskLists | undefined): Answer => {
    const open = openAt(documents, params);
    const completions = open ? service.complete(open.document, open.offset, lists) : [];
    const items = open ? completions.map((each) => toCompletionItem(open.texts.own, each, resolves())) : [];
    // Matching values depend on the typed part, so the editor requests them again with each character.
    const isIncomplete = completions.some(({ kind }) => kind !== 'flag');
    return isIncomplete ? { isIncomplete, items } : items;
  };
  connection.onCompletion(
    guardRequest(log, 'completion', [] as Answer, (params: TextDocumentPositionParams): Answer | Promise<Answer> => {
      const open = openAt(documents, params);
      const query = open && service.findDiskQuery(open.document, open.offset);
      if (!query) return complete(params, undefined);
      const lists = listings.list(params.textDocument.uri, query);
      return lists instanceof Promise ? lists.then((each) => complete(params, each)) : complete(params, lists);
    }),
  );
  connection.onCompletionResolve(
    guardRequest(log, 'completionResolve', { label: '' }, (item: CompletionItem): CompletionItem => {
      const value = item.data ? service.describeTopic(item.data as Topic) : undefined;
      return value ? { ...item, documentation: { kind: MarkupKind.Markdown, value } } : item;
    }),
  );
}
