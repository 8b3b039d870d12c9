import { isSameStatement, type SourceFacts, type Statement } from './sourceFacts';

/** A function that differs between two releases, with its statements that only one of them has. */
export interface FunctionChange {
  path: string;
  name: string;
  removed: Statement[];
  added: Statement[];
}

/** The functions that two releases of a package do not share, in the files below the given folders. */
export function findFunctionChanges(
  before: SourceFacts,
  after: SourceFacts,
  folders: readonly string[],
): FunctionChange[] {
  const isWanted = (path: string): boolean => folders.some((folder) => path.startsWith(folder));
  const paths = new Set([...Object.keys(before.functions), ...Object.keys(after.functions)].filter(isWanted));
  return [...paths].sort().flatMap((path) => {
    const [old, now] = [before.functions[path] ?? {}, after.functions[path] ?? {}];
    return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name) => {
      const removed = without(old[name] ?? [], now[name] ?? []);
      const added = without(now[name] ?? [], old[name] ?? []);
      return removed.length + added.length > 0 ? [{ path, name, removed, added }] : [];
    });
  });
}

/** The statements that have no equal one in the other list. Each of those counts once. */
function without(statements: readonly Statement[], others: readonly Statement[]): Statement[] {
  const left = [...others];
  return statements.filter((statement) => {
    const at = left.findIndex((other) => isSameStatement(statement, other));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
