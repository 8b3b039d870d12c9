import {
  type CodeAction,
  CodeActionKind,
  type CodeLens,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type DocumentSymbol,
  type FoldingRange,
  type Hover as LspHover,
  type InlayHint as LspInlayHint,
  type MarkupContent,
  MarkupKind,
  type Range,
  SymbolKind,
  type TextEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../core/config/config';
import type { Edit } from '../core/config/edit';
import type { Lens } from '../core/features/codeLens';
import type { FixAllResult } from '../core/features/fixes/fixAll';
import type { PrintedFix } from '../core/features/fixes/printedFix';
import type { Folding } from '../core/features/foldings';
import type { InlayHint } from '../core/features/inlayHints';
import type { Hover } from '../core/features/markdown/describeFlag';
import { toPlainText } from '../core/features/markdown/plainText';
import type { DocumentSymbol as CoreSymbol } from '../core/features/symbols';
import type { TypedPlace } from '../core/features/unfinishedText';
import type { Finding } from '../core/lint/rule';
import {
  COMMAND_EXPLAIN,
  COMMAND_FIND_LAYOUT,
  COMMAND_LAUNCH,
  COMMAND_SHOW_LAYOUT,
  COMMAND_SHOW_PROBLEMS,
  COMMAND_SHOW_RESOLVED,
} from './protocol';

/** The kind of the action that applies all safe fixes. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.preflight`;

// The only file that knows both offsets and the positions of LSP.

export const toRange = (text: TextDocument, span: Span): Range => ({
  start: text.positionAt(span.start),
  end: text.positionAt(span.end),
});

export const toSpan = (text: TextDocument, range: Range): Span => ({
  start: text.offsetAt(range.start),
  end: text.offsetAt(range.end),
});

/** Converts the line of a cursor, and the column of the word that it touches. */
export function toTypedPlace(
  text: TextDocument,
  { line, word }: { line: number; word?: number | undefined },
): TypedPlace {
  const offsetIn = (character: number): number => text.offsetAt({ line, character });
  return { line: offsetIn(0), ...(word !== undefined && { word: offsetIn(word) }) };
}

/** The texts that a finding may point into: the document itself, and the other texts of a joined run by name. */
export interface JoinedTexts {
  own: TextDocument;
  other: (name: string) => TextDocument | undefined;
}

const textDocumentOf = (texts: JoinedTexts, name: string | undefined): TextDocument =>
  (name === undefined ? undefined : texts.other(name)) ?? texts.own;

/** The edits of one text, without those that change nothing. */
export const toTextEdits = (text: TextDocument, edits: readonly Edit[]): TextEdit[] =>
  edits
    .map(({ span, newText }) => ({ range: toRange(text, span), newText }))
    .filter(({ range, newText }) => text.getText(range) !== newText);

/** Groups edits by the text that they change. */
export function toChanges(texts: JoinedTexts, edits: readonly Edit[]): Record<string, TextEdit[]> {
  const changes: Record<string, TextEdit[]> = {};
  for (const { span, newText, in: name } of edits) {
    const text = textDocumentOf(texts, name);
    const textEdits = changes[text.uri] ?? [];
    textEdits.push({ range: toRange(text, span), newText });
    changes[text.uri] = textEdits;
  }
  return changes;
}

const LSP_SEVERITY = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  hint: DiagnosticSeverity.Information,
} as const;

/** Converts a finding. `page` is the address of the page of its rule, if there is one. */
export function toDiagnostic(texts: JoinedTexts, finding: Finding, page?: string): Diagnostic {
  return {
    range: toRange(textDocumentOf(texts, finding.in), finding.span),
    severity: finding.outcome === 'style' ? DiagnosticSeverity.Hint : LSP_SEVERITY[finding.severity],
    code: finding.rule,
    ...(page !== undefined && { codeDescription: { href: page } }),
    source: 'preflight',
    message: breakSentences(finding.message),
    ...tagsOf(finding),
    ...(finding.related.length > 0 && {
      relatedInformation: finding.related.map(({ span, message, in: name }) => ({
        location: { uri: textDocumentOf(texts, name).uri, range: toRange(textDocumentOf(texts, name), span) },
        message,
      })),
    }),
  };
}

/**
 * Puts each sentence of a message on a line of its own: editors do not wrap them everywhere, and the first one says what is
 * wrong. A sentence may begin with the name of a flag. Text in backquotes stays together.
 */
const breakSentences = (message: string): string =>
  message.replace(/`[^`]*`|([.?!]) (?=[A-Z0-9`"]|[a-z]+[-_])/g, (found: string, end?: string) =>
    end ? `${end}\n` : found,
  );

/** The editor fades text without effect, and strikes through names of an older release. */
function tagsOf({ outcome, isObsolete }: Finding): Pick<Diagnostic, 'tags'> {
  if (isObsolete) return { tags: [DiagnosticTag.Deprecated] };
  return outcome === 'ignored' || outcome === 'overridden' ? { tags: [DiagnosticTag.Unnecessary] } : {};
}

/** All safe fixes of a document as one action for `source.fixAll`, which editors can run on save. */
export const toFixAll = (texts: JoinedTexts, { edits, count }: FixAllResult): CodeAction => ({
  title: `Apply ${count === 1 ? 'the only safe fix' : `all ${count} safe fixes`}; those that need your decision are left out`,
  kind: FIX_ALL,
  edit: { changes: toChanges(texts, edits) },
});

export function toCodeAction(texts: JoinedTexts, fix: PrintedFix, isPreferred: boolean): CodeAction {
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [toDiagnostic(texts, fix.finding)],
    isPreferred,
    edit: { changes: toChanges(texts, fix.edits) },
  };
}

/** An action that opens the page of the rule of a finding. */
export function toExplainAction(texts: JoinedTexts, finding: Finding, version: string): CodeAction {
  const title = `Explain ${finding.rule}`;
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [toDiagnostic(texts, finding)],
    command: { title, command: COMMAND_EXPLAIN, arguments: [finding.rule, version] },
  };
}

/** The action that searches for a layout that fits, at a finding about memory. */
export function toFindLayoutAction(texts: JoinedTexts, finding: Finding): CodeAction {
  const title = 'Find a layout that fits…';
  const { start } = toRange(textDocumentOf(texts, finding.in), finding.span);
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [toDiagnostic(texts, finding)],
    command: { title, command: COMMAND_FIND_LAYOUT, arguments: [texts.own.uri, start.line] },
  };
}

/** Converts Markdown to the first form that a client names. One that names none shows Markdown. */
export const toMarkup = (markdown: string, formats: readonly MarkupKind[] | undefined): MarkupContent =>
  formats === undefined || formats.includes(MarkupKind.Markdown)
    ? { kind: MarkupKind.Markdown, value: markdown }
    : { kind: MarkupKind.PlainText, value: toPlainText(markdown) };

export const toHover = (text: TextDocument, hover: Hover, formats: readonly MarkupKind[] | undefined): LspHover => ({
  contents: toMarkup(hover.markdown, formats),
  range: toRange(text, hover.span),
});

export const toInlayHint = (text: TextDocument, { offset, label, markdown }: InlayHint): LspInlayHint => ({
  position: text.positionAt(offset),
  label,
  paddingLeft: true,
  tooltip: { kind: MarkupKind.Markdown, value: markdown },
});

const SYMBOL_KIND = {
  command: SymbolKind.Function,
  flag: SymbolKind.Property,
  variable: SymbolKind.Variable,
} as const;

export const toSymbol = (
  text: TextDocument,
  { name, detail, kind, span, at, children }: CoreSymbol,
): DocumentSymbol => ({
  name,
  detail,
  kind: SYMBOL_KIND[kind],
  range: toRange(text, span),
  selectionRange: toRange(text, at),
  children: children.map((child) => toSymbol(text, child)),
});

export const toFoldingRange = ({ first, last, kind }: Folding): FoldingRange => ({
  startLine: first,
  endLine: last,
  ...(kind && { kind }),
});

/** A space that an editor keeps between an icon and the text of a lens. */
const ICON_GAP = '\u00a0';

const LENS_COMMANDS = {
  launch: { command: COMMAND_LAUNCH, icon: `$(rocket)${ICON_GAP}` },
  showProblems: { command: COMMAND_SHOW_PROBLEMS, icon: `$(error)${ICON_GAP}` },
  showResolved: { command: COMMAND_SHOW_RESOLVED, icon: '' },
  showLayout: { command: COMMAND_SHOW_LAYOUT, icon: '' },
} as const;

/** Converts a lens. A client without our commands gets only the one that informs, with a title and no command. */
export function toCodeLens(text: TextDocument, lens: Lens, runsCommands: boolean): CodeLens[] {
  const { command, icon } = LENS_COMMANDS[lens.action];
  const range = toRange(text, lens.span);
  if (!runsCommands)
    return lens.action === 'showLayout' ? [{ range, command: { title: lens.title, command: '' } }] : [];
  const isAtLine = lens.action === 'showResolved' || lens.action === 'showLayout';
  const argument = isAtLine ? range.start.line : lens.index;
  return [{ range, command: { title: `${icon}${lens.title}`, command, arguments: [text.uri, argument] } }];
}
