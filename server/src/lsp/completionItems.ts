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

/** Icons of flags by section. The name of the group is written at the end of the line as well. */
const FLAG_KIND: Readonly<Record<string, CompletionItemKind>> = {
  Distributed: CompletionItemKind.Interface,
  Pipeline: CompletionItemKind.Interface,
  'Mixture of experts': CompletionItemKind.Module,
  Data: CompletionItemKind.File,
  'Training data flow': CompletionItemKind.File,
  Template: CompletionItemKind.Snippet,
  LoRA: CompletionItemKind.TypeParameter,
  Tuner: CompletionItemKind.TypeParameter,
  Checkpoint: CompletionItemKind.Folder,
  Training: CompletionItemKind.Event,
  'Model and weights': CompletionItemKind.Class,
  'Model structure': CompletionItemKind.Struct,
  'Multi-latent attention': CompletionItemKind.Struct,
  Quantization: CompletionItemKind.Unit,
  'Mixed precision': CompletionItemKind.Unit,
  FP8: CompletionItemKind.Unit,
  Logging: CompletionItemKind.Text,
  Optimizer: CompletionItemKind.Operator,
  'Learning rate': CompletionItemKind.Operator,
  Regularization: CompletionItemKind.Operator,
  RLHF: CompletionItemKind.Method,
  DPO: CompletionItemKind.Method,
  GRPO: CompletionItemKind.Method,
  GKD: CompletionItemKind.Method,
};

const kindOf = ({ kind, section }: Completion): CompletionItemKind =>
  (kind === 'flag' && section !== undefined ? FLAG_KIND[section] : undefined) ?? KIND[kind];

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
