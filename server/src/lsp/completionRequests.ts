import type {
  CompletionItem,
  CompletionList,
  CompletionParams,
  TextDocumentPositionParams,
} from 'vscode-languageserver';
import type { DiskLists } from '../core/document/diskLists';
import { type CompletionSupport, toCompletionAnswer, topicOfItem } from './completionItems';
import { toMarkup } from './convert';
import type { DiskListings } from './diskListings';
import { guardRequest } from './handler';
import { completeProjectFile } from './projectAnswers';
import { openAt, projectAt, type RequestContext } from './requestContext';

/** Registers completion, in the form that the editor supports. */
export function registerCompletion(
  { connection, service, documents, log }: RequestContext,
  listings: DiskListings,
  getSupport: () => CompletionSupport,
): void {
  type Answer = CompletionItem[] | CompletionList;
  const readSupport = () => ({ ...getSupport(), runsCommands: documents.settings().runsCommands });
  const complete = (params: TextDocumentPositionParams, lists: DiskLists | undefined): Answer => {
    const open = openAt(documents, params);
    return open
      ? toCompletionAnswer(open.texts.own, service.complete(open.document, open.offset, lists), readSupport())
      : [];
  };
  connection.onCompletion(
    guardRequest(log, 'completion', [] as Answer, (params: CompletionParams): Answer | Promise<Answer> => {
      const project = projectAt(documents, params);
      if (project) return completeProjectFile(service, project, params, readSupport());
      // A quote begins a key or value of `preflight.toml` only.
      if (params.context?.triggerCharacter === '"') return [];
      const open = openAt(documents, params);
      const query = open && service.findDiskQuery(open.document, open.offset);
      if (!query) return complete(params, undefined);
      const lists = listings.list(params.textDocument.uri, query);
      return lists instanceof Promise ? lists.then((each) => complete(params, each)) : complete(params, lists);
    }),
  );
  connection.onCompletionResolve(
    guardRequest(log, 'completionResolve', { label: '' }, (item: CompletionItem): CompletionItem => {
      const topic = topicOfItem(item);
      const value = service.describeTopic(topic);
      const detail = item.detail ?? (topic && service.detailOfTopic(topic));
      return {
        ...item,
        ...(detail !== undefined && { detail }),
        ...(value !== undefined && { documentation: toMarkup(value, getSupport().formats) }),
      };
    }),
  );
}
