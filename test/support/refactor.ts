import { applyEdits } from '../../server/src/core/config/edit';
import type { DocumentContext } from '../../server/src/core/document/document';
import type { Refactoring, RefactoringKind } from '../../server/src/core/features/refactor/refactoring';
import { atCursor, service } from './service';

/** Finds a refactoring at the cursor mark `$0` of a file. `taken` are the names of the files next to it. */
export function findRefactoring(
  kind: RefactoringKind,
  marked: string,
  name: string,
  taken: readonly string[] = [],
  context: DocumentContext = {},
): Refactoring | undefined {
  const { text, offset } = atCursor(marked);
  const syntax = service.findSyntax(undefined, name);
  if (!syntax) throw new Error(`no syntax has the extension of ${name}`);
  const document = service.read(text, syntax, { name, ...context });
  const span = { start: offset, end: offset };
  return service.listRefactorings(
    document,
    span,
    (each) => each === kind,
    (each) => taken.includes(each),
  )[0];
}

/** Applies a refactoring; undefined where it is refused or not offered. */
export function applyRefactoring(
  ...args: Parameters<typeof findRefactoring>
): { text: string; newFile?: Refactoring['newFile'] } | undefined {
  const found = findRefactoring(...args);
  if (!found || found.refusal !== undefined) return undefined;
  const text = applyEdits(atCursor(args[1]).text, found.edits);
  return { text, ...(found.newFile && { newFile: found.newFile }) };
}
