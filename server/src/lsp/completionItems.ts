import {
  type ClientCapabilities,
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  type CompletionList,
  InsertTextFormat,
  type MarkupKind,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../core/config/config';
import { isSameSpan } from '../core/config/lookup';
import type { Completion, Topic } from '../core/features/completion/item';
import { toRange } from './convert';

const KIND: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  flag: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  variable: CompletionItemKind.Variable,
  command: CompletionItemKind.Function,
  setting: CompletionItemKind.Keyword,
  rule: CompletionItemKind.Reference,
  model: CompletionItemKind.Class,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
};

/** The kind of an item; that of a flag is the icon of its section, whose name stands at the end of the line as well. */
const kindOf = ({ kind, icon }: Completion): CompletionItemKind =>
  (icon === undefined
    ? undefined
    : ((CompletionItemKind as Readonly<Record<string, unknown>>)[icon] as CompletionItemKind | undefined)) ??
  KIND[kind];

/** The parts of completion that an editor supports. */
export interface CompletionSupport {
  /** The properties of an item that it requests once the item is selected. */
  resolved: ReadonlySet<string>;
  /** The properties that it takes from the list where an item has none of its own. */
  defaults: ReadonlySet<string>;
  /** It shows the description of a label at the end of the line. */
  hasLabelDetails: boolean;
  /** The forms of documentation that it shows; undefined if it does not say. */
  formats: readonly MarkupKind[] | undefined;
}

export const NO_COMPLETION_SUPPORT: CompletionSupport = {
  resolved: new Set(),
  defaults: new Set(),
  hasLabelDetails: false,
  formats: undefined,
};

export function readCompletionSupport({ textDocument }: ClientCapabilities): CompletionSupport {
  const { completionItem, completionList } = textDocument?.completion ?? {};
  return {
    resolved: new Set(completionItem?.resolveSupport?.properties),
    defaults: new Set(completionList?.itemDefaults),
    hasLabelDetails: completionItem?.labelDetailsSupport === true,
    formats: completionItem?.documentationFormat,
  };
}

type FlagTopic = Extract<Topic, { flag: string }>;

/** The subject of all items of a list of flags: its command and release. The name of a flag is its label. */
interface ListTopic {
  list: FlagTopic['command'];
  version: string;
}

/** Converts completions. A property that is the same for all items is written once, where the editor supports that. */
export function toCompletionAnswer(
  text: TextDocument,
  completions: readonly Completion[],
  support: CompletionSupport & { runsCommands: boolean },
): CompletionItem[] | CompletionList {
  // Matching values depend on the typed part, so the editor requests them again with each character.
  const isIncomplete = completions.some(({ kind }) => kind !== 'flag');
  const [first] = completions;
  if (!first || support.defaults.size === 0) {
    const items = completions.map((each) => toCompletionItem(text, each, support, {}));
    return isIncomplete ? { isIncomplete, items } : items;
  }
  const has = (property: string): boolean => support.defaults.has(property);
  const span = has('editRange') ? first.edit.span : undefined;
  const topic = has('data') ? findSharedTopic(completions) : undefined;
  const hasFormat = has('insertTextFormat');
  return {
    isIncomplete,
    itemDefaults: {
      ...(span && { editRange: toRange(text, span) }),
      ...(topic && { data: topic }),
      ...(hasFormat && { insertTextFormat: InsertTextFormat.PlainText }),
    },
    items: completions.map((each) => toCompletionItem(text, each, support, { span, topic, hasFormat })),
  };
}

/** Finds the command and the release of a list of flags; undefined for any other list. */
function findSharedTopic(completions: readonly Completion[]): ListTopic | undefined {
  const topic = completions.find((each) => each.topic)?.topic;
  const isShared = completions.every((each) => each.kind === 'flag' && each.topic && 'flag' in each.topic);
  return isShared && topic && 'flag' in topic ? { list: topic.command, version: topic.version } : undefined;
}

/** The properties that the list has, so that its items need none. */
interface ListDefaults {
  span?: Span | undefined;
  topic?: ListTopic | undefined;
  hasFormat?: boolean;
}

function toCompletionItem(
  text: TextDocument,
  completion: Completion,
  { resolved, hasLabelDetails, runsCommands }: CompletionSupport & { runsCommands: boolean },
  defaults: ListDefaults,
): CompletionItem {
  const { label, detail, note, isObsolete, sort, filter, edit, topic, isPreselected, continues } = completion;
  // Other editors spell the kind, where the extension shows an icon.
  const kind = runsCommands ? kindOf(completion) : KIND[completion.kind];
  const item: CompletionItem = { label, kind, sortText: sort };
  item.labelDetails = { description: note ?? detail };
  // A list without descriptions shows the detail instead.
  if (!(completion.hasTopicDetail && hasLabelDetails && resolved.has('detail'))) item.detail = detail;
  if (!(topic && resolved.has('documentation')) && completion.summary !== '') item.documentation = completion.summary;
  if (isObsolete) item.tags = [CompletionItemTag.Deprecated];
  if (filter !== label) item.filterText = filter;
  if (isPreselected) item.preselect = true;
  if (!defaults.hasFormat) item.insertTextFormat = InsertTextFormat.PlainText;
  if (defaults.span && isSameSpan(edit.span, defaults.span)) {
    if (edit.newText !== label) item.textEditText = edit.newText;
  } else item.textEdit = { range: toRange(text, edit.span), newText: edit.newText };
  // The value of a flag, or the content of a folder, is the next thing to complete.
  if (runsCommands && (continues || edit.newText.endsWith(' ')))
    item.command = { title: 'Suggest', command: 'editor.action.triggerSuggest' };
  if (topic && !isSharedTopic(topic, label, defaults.topic)) item.data = topic;
  return item;
}

/** Whether a topic follows from the label of its item and from what the list says. */
const isSharedTopic = (topic: Topic, label: string, shared: ListTopic | undefined): boolean =>
  shared !== undefined &&
  'flag' in topic &&
  topic.flag === nameOfLabel(label) &&
  topic.command === shared.list &&
  topic.version === shared.version &&
  topic.inEffect === undefined;

const nameOfLabel = (label: string): string => label.replace(/^-+/, '');

/** Returns the topic of an item: its own, or what the list says about the flag that is its label. */
export function topicOfItem({ label, data }: CompletionItem): Topic | undefined {
  if (!data) return undefined;
  const topic = data as Topic | ListTopic;
  if (!('list' in topic)) return topic;
  return { flag: nameOfLabel(label), command: topic.list, version: topic.version };
}
