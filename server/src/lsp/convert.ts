import {
  type CodeAction,
  CodeActionKind,
  type CodeLens,
  type CompletionItem,
  CompletionItemKind,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  InsertTextFormat,
  type Hover as LspHover,
  MarkupKind,
  type Range,
  type TextEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../core/config';
import type { Edit } from '../core/edit';
import type { Lens } from '../core/features/codeLens';
import type { Completion } from '../core/features/completion';
import type { PrintedFix } from '../core/features/fixes';
import type { Hover } from '../core/features/hover';
import type { Finding } from '../core/rules/rule';
import { COMMAND_LAUNCH, COMMAND_SHOW_PROBLEMS } from './protocol';

/** The only file that knows both offsets and the positions of LSP. */

export const toRange = (text: TextDocument, span: Span): Range => ({
  start: text.positionAt(span.start),
  end: text.positionAt(span.end),
});

export const toSpan = (text: TextDocument, range: Range): Span => ({
  start: text.offsetAt(range.start),
  end: text.offsetAt(range.end),
});

export const toTextEdits = (text: TextDocument, edits: readonly Edit[]): TextEdit[] =>
  edits.map(({ span, newText }) => ({ range: toRange(text, span), newText }));

const SEVERITY = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  hint: DiagnosticSeverity.Information,
} as const;

export function toDiagnostic(text: TextDocument, finding: Finding): Diagnostic {
  const fades = finding.outcome === 'ignored' || finding.outcome === 'overridden';
  return {
    range: toRange(text, finding.span),
    severity: finding.outcome === 'style' ? DiagnosticSeverity.Hint : SEVERITY[finding.severity],
    code: finding.rule,
    source: 'preflight',
    message: finding.message,
    ...(fades && { tags: [DiagnosticTag.Unnecessary] }),
    ...(finding.related.length > 0 && {
      relatedInformation: finding.related.map(({ span, message }) => ({
        location: { uri: text.uri, range: toRange(text, span) },
        message,
      })),
    }),
  };
}

export function toCodeAction(text: TextDocument, fix: PrintedFix, isPreferred: boolean): CodeAction {
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [toDiagnostic(text, fix.finding)],
    isPreferred,
    edit: { changes: { [text.uri]: toTextEdits(text, fix.edits) } },
  };
}

const KIND = {
  flag: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  variable: CompletionItemKind.Variable,
} as const;

/** A lean item: the long text is fetched when the user looks at it. */
export function toCompletionItem(text: TextDocument, completion: Completion): CompletionItem {
  return {
    label: completion.label,
    labelDetails: { description: completion.detail },
    kind: KIND[completion.kind],
    detail: completion.summary,
    sortText: completion.sort,
    filterText: completion.filter,
    insertTextFormat: InsertTextFormat.PlainText,
    textEdit: { range: toRange(text, completion.edit.span), newText: completion.edit.newText },
    // A flag that was just completed wants its value next.
    ...(completion.edit.newText.endsWith(' ') && {
      command: { title: 'Suggest', command: 'editor.action.triggerSuggest' },
    }),
    data: completion.topic,
  };
}

export const toHover = (text: TextDocument, hover: Hover): LspHover => ({
  contents: { kind: MarkupKind.Markdown, value: hover.markdown },
  range: toRange(text, hover.span),
});

export function toCodeLens(text: TextDocument, lens: Lens): CodeLens {
  const command = lens.action === 'launch' ? COMMAND_LAUNCH : COMMAND_SHOW_PROBLEMS;
  const title = lens.action === 'launch' ? `$(rocket) ${lens.title}` : `$(error) ${lens.title}`;
  return { range: toRange(text, lens.span), command: { title, command, arguments: [text.uri, lens.index] } };
}
