import { type CompletionItem, CompletionItemKind, CompletionItemTag, InsertTextFormat } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Completion } from '../core/features/completion/item';
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

/** Converts an item. `resolves` says that the editor asks for the documentation of the selected item alone. */
export function toCompletionItem(text: TextDocument, completion: Completion, resolves: boolean): CompletionItem {
  const { label, detail, note, isObsolete, sort, filter, edit, topic, isPreselected, continues } = completion;
  const summary = resolves && topic ? '' : completion.summary;
  return {
    label,
    labelDetails: { description: note ?? detail },
    kind: kindOf(completion),
    ...(isObsolete && { tags: [CompletionItemTag.Deprecated] }),
    detail,
    ...(summary !== '' && { documentation: summary }),
    sortText: sort,
    filterText: filter,
    ...(isPreselected && { preselect: true }),
    insertTextFormat: InsertTextFormat.PlainText,
    textEdit: { range: toRange(text, edit.span), newText: edit.newText },
    // The value of a flag, or the content of a folder, is the next thing to complete.
    ...((continues || edit.newText.endsWith(' ')) && {
      command: { title: 'Suggest', command: 'editor.action.triggerSuggest' },
    }),
    ...(topic && { data: topic }),
  };
}
