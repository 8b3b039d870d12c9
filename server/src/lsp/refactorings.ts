import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  CodeActionTriggerKind,
  CreateFile,
  type OptionalVersionedTextDocumentIdentifier,
  Position,
  type Range,
  TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { URI, Utils } from 'vscode-uri';
import type { Refactoring, RefactoringKind } from '../core/features/refactor/refactoring';
import type { Service } from '../core/service';
import { toSpan, toTextEdits } from './convert';
import type { OpenDocument } from './documentStore';
import type { Machine } from './machine';
import { COMMAND_OPEN_FILE } from './protocol';

const KINDS: Readonly<Record<RefactoringKind, string>> = {
  toYaml: `${CodeActionKind.RefactorRewrite}.preflight.yaml`,
  toShell: `${CodeActionKind.RefactorRewrite}.preflight.shell`,
  sortFlags: `${CodeActionKind.RefactorRewrite}.preflight.sort`,
  extractVariable: `${CodeActionKind.RefactorExtract}.preflight.variable`,
};

export const REFACTORING_KINDS: readonly string[] = Object.values(KINDS);

/** The abilities of a client that refactorings need. */
export interface RefactoringSupport {
  /** It shows actions that are not possible, with the reason. */
  showsRefusals: boolean;
  /** It creates the files of an edit, and never overwrites one. */
  createsFiles: boolean;
}

export const NO_REFACTORING_SUPPORT: RefactoringSupport = { showsRefusals: false, createsFiles: false };

export const readRefactoringSupport = ({ textDocument, workspace }: ClientCapabilities): RefactoringSupport => ({
  showsRefusals: textDocument?.codeAction?.disabledSupport === true,
  createsFiles:
    workspace?.workspaceEdit?.documentChanges === true &&
    workspace.workspaceEdit.resourceOperations?.includes('create') === true,
});

/**
 * Provides the refactorings of the command at the cursor. Only a request that the user has made gets them, or one for
 * their kinds: editors ask for all actions at each movement of the cursor.
 */
export function provideRefactorings(
  service: Service,
  open: OpenDocument,
  { range, context }: CodeActionParams,
  { showsRefusals, createsFiles }: RefactoringSupport,
  readNamedFiles: Machine['readNamedFiles'],
  runsCommands: boolean,
): CodeAction[] {
  const { only, triggerKind } = context;
  if (!only && triggerKind !== CodeActionTriggerKind.Invoked) return [];
  const isWanted = (kind: RefactoringKind): boolean => !only || only.some((each) => includesRefactoring(each, kind));
  const uri = URI.parse(open.texts.own.uri);
  const isTaken = (name: string): boolean => uri.scheme === 'file' && readNamedFiles(uri.fsPath, [name], []).length > 0;
  return service
    .listRefactorings(open.document, toSpan(open.texts.own, range), isWanted, isTaken)
    .map((refactoring) => refuseNewFile(refactoring, uri, createsFiles))
    .filter(({ refusal }) => refusal === undefined || showsRefusals)
    .map((refactoring) => toRefactoringAction(open, uri, refactoring, runsCommands));
}

const includesRefactoring = (requested: string, kind: RefactoringKind): boolean =>
  requested === CodeActionKind.Empty || requested === KINDS[kind] || KINDS[kind].startsWith(`${requested}.`);

/** Refuses a refactoring with a new file for a text that has no folder, and for a client that creates no files. */
function refuseNewFile(refactoring: Refactoring, uri: URI, createsFiles: boolean): Refactoring {
  if (!refactoring.newFile || (createsFiles && uri.scheme !== 'untitled')) return refactoring;
  const refusal = createsFiles
    ? 'Save the file first: the new one is created next to it.'
    : 'The editor creates no files.';
  return { ...refactoring, refusal };
}

function toRefactoringAction(
  open: OpenDocument,
  uri: URI,
  refactoring: Refactoring,
  runsCommands: boolean,
): CodeAction {
  const { kind, title, refusal, newFile } = refactoring;
  if (refusal !== undefined) return { title, kind: KINDS[kind], disabled: { reason: refusal } };
  const edit = toWorkspaceEdit(open, uri, refactoring);
  // Nothing else would show what became of the text.
  const created = runsCommands && newFile ? [addressBeside(uri, newFile.name)] : undefined;
  const command = created && { title: 'Open', command: COMMAND_OPEN_FILE, arguments: created };
  return { title, kind: KINDS[kind], edit, ...(command && { command }) };
}

/** Converts to one edit of the workspace, so that one undo step takes it back. A file that exists stops all of it. */
function toWorkspaceEdit({ texts: { own } }: OpenDocument, uri: URI, { edits, newFile }: Refactoring): WorkspaceEdit {
  const textEdits = toTextEdits(own, edits);
  if (!newFile) return { changes: { [own.uri]: textEdits } };
  const created = addressBeside(uri, newFile.name);
  const createdDocument: OptionalVersionedTextDocumentIdentifier = { uri: created, version: null };
  return {
    documentChanges: [
      CreateFile.create(created, { overwrite: false, ignoreIfExists: false }),
      TextDocumentEdit.create(createdDocument, [{ range: START_OF_FILE, newText: newFile.text }]),
      ...(textEdits.length > 0 ? [TextDocumentEdit.create({ uri: own.uri, version: own.version }, textEdits)] : []),
    ],
  };
}

const addressBeside = (uri: URI, name: string): string => Utils.joinPath(Utils.dirname(uri), name).toString();

const START_OF_FILE: Range = { start: Position.create(0, 0), end: Position.create(0, 0) };
