import type { Config } from '../../config/config';
import type { Edit } from '../../config/edit';
import type { Document, DocumentContext } from '../../document/document';
import type { Facts } from '../../facts/facts';
import type { Syntax } from '../../syntax/syntax';

/** The kinds of refactorings, as editors filter and bind them. */
export type RefactoringKind = 'toYaml' | 'toShell' | 'sortFlags' | 'extractVariable';

/** One refactoring of a command: its edits, or the reason for which it is not possible. */
export interface Refactoring {
  kind: RefactoringKind;
  title: string;
  edits: Edit[];
  /** A file to create next to the document. */
  newFile?: { name: string; text: string };
  refusal?: string;
}

/** The parts of the service and of the machine that refactorings use. */
export interface RefactorContext {
  read: (text: string, syntax: Syntax, context: DocumentContext) => Document;
  factsOf: (document: Document, config: Config) => Facts;
  /** The syntax of scripts, and that of the config files that they name. */
  script: Syntax;
  configFile: Syntax;
  /** Whether a file of that name exists next to the document. */
  isTaken: (name: string) => boolean;
}

const TITLES: Readonly<Record<RefactoringKind, string>> = {
  toYaml: 'Convert to a YAML config',
  toShell: 'Convert to a shell command',
  sortFlags: 'Sort flags by section',
  extractVariable: 'Extract into a variable',
};

export const refuse = (kind: RefactoringKind, refusal: string): Refactoring => ({
  kind,
  title: TITLES[kind],
  edits: [],
  refusal,
});

export const offer = (kind: RefactoringKind, edits: Edit[], newFile?: Refactoring['newFile']): Refactoring => ({
  kind,
  title: TITLES[kind],
  edits,
  ...(newFile && { newFile }),
});
