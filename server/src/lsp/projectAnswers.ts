import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type Hover,
  type MarkupKind,
  type TextDocumentPositionParams,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { textEditsOf } from '../core/config/edit';
import type { Finding } from '../core/lint/rule';
import type { Service } from '../core/service';
import { type CompletionSupport, toCompletionAnswer } from './completionItems';
import { type JoinedTexts, toCodeAction, toDiagnostic, toHover, toSpan } from './convert';
import { isProjectFile } from './projectCache';

// Answers about an open `preflight.toml`. Its rules are not those of configs, so that they have no pages.

const ownTexts = (own: TextDocument): JoinedTexts => ({ own, other: () => undefined });

/** The findings of a document; undefined if it is no `preflight.toml`. */
export const listProjectDiagnostics = ({ project }: Service, text: TextDocument): Diagnostic[] | undefined =>
  isProjectFile(text.uri)
    ? project.read(text.getText()).findings.map((finding) => toDiagnostic(ownTexts(text), finding))
    : undefined;

export function hoverProjectFile(
  { project }: Service,
  text: TextDocument,
  params: TextDocumentPositionParams,
  formats: readonly MarkupKind[] | undefined,
): Hover | null {
  const hover = project.hover(text.getText(), text.offsetAt(params.position));
  return hover ? toHover(text, hover, formats) : null;
}

export const completeProjectFile = (
  { project }: Service,
  text: TextDocument,
  { position }: TextDocumentPositionParams,
  support: CompletionSupport & { runsCommands: boolean },
) => toCompletionAnswer(text, project.complete(text.getText(), text.offsetAt(position)), support);

/** The fixes of the findings in a range. */
export function fixProjectFile({ project }: Service, text: TextDocument, params: CodeActionParams): CodeAction[] {
  const { only } = params.context;
  if (only && !only.some((kind) => kind === '' || CodeActionKind.QuickFix.startsWith(kind))) return [];
  const { start, end } = toSpan(text, params.range);
  return project
    .read(text.getText())
    .findings.filter(({ span }) => span.start <= end && span.end >= start)
    .flatMap((finding) => toActions(text, finding));
}

const toActions = (text: TextDocument, finding: Finding): CodeAction[] =>
  finding.fixes.map((fix, index) =>
    toCodeAction(ownTexts(text), { ...fix, finding, edits: textEditsOf(fix) }, index === 0),
  );
