import type { Citation } from './citations';
import { type Found, isSameStatement, listStatements, type SourceFacts, type Statement } from './sourceFacts';

/** The fate of a cited place between two releases, from harmless to grave. `unlocated`: it is in neither, or not precise. */
export const FATES = ['same', 'moved', 'unlocated', 'changed', 'vanished'] as const;
export type Fate = (typeof FATES)[number];

/** A cited place in the release that the rule was verified for and in the new one. */
export interface CitedCode {
  citation: Citation;
  fate: Fate;
  before?: Found;
  after?: Found;
}

/** A package as read in three releases: where it is cited, up to where rules are verified, and the new one. */
export interface ThreeReleases {
  cited: SourceFacts | undefined;
  before: SourceFacts;
  after: SourceFacts;
}

/**
 * Follows a citation into a new release. A line stands for the statement on it, a name for the function, and a file alone
 * for its statements that mention one of the rule's flags. What changed before the verified release is of no interest:
 * a statement that is not in it any more is represented by its function.
 */
export function followCitation(citation: Citation, flags: readonly string[], releases: ThreeReleases): CitedCode {
  const { before, after } = releases;
  const cited = citation.line === undefined ? undefined : findCitedStatement(citation, releases.cited);
  const place = cited && findStatement(before, cited);
  if (place) return followStatement(citation, place, after);
  const names = cited && cited.name !== '(file)' ? [cited.name, ...citation.names] : citation.names;
  const body = names.map((name) => findFunction(before, citation.path, name)).find((found) => found !== undefined);
  if (body) return followFunction(citation, body, after);
  return followMentions(citation, flags, before, after);
}

/** The statement that covers the cited line, or a check that follows within three lines. */
function findCitedStatement(citation: Citation, facts: SourceFacts | undefined): Found | undefined {
  const { line = 0 } = citation;
  const all = facts ? [...listStatements(facts, (path) => isFile(path, citation.path))] : [];
  const covering = all.filter(({ statement }) => statement.line <= line && line <= statement.end);
  const smallest = covering.sort((a, b) => sizeOf(a.statement) - sizeOf(b.statement))[0];
  if (smallest && smallest.statement.kind !== 'block') return smallest;
  // The line of a condition stands for the check below it.
  return (
    all.find(({ statement }) => statement.kind === 'check' && statement.line >= line && statement.line <= line + 3) ??
    smallest
  );
}

const sizeOf = ({ line, end }: Statement): number => end - line;

/** Whether a path of a package is the cited file, which may be given from inside the package. */
const isFile = (path: string, cited: string): boolean => path === cited || path.endsWith(`/${cited}`);

/** Whether a path is the cited file, or the one that it became: of that name, in a folder whose name only gained letters. */
function isSuccessor(path: string, cited: string): boolean {
  if (isFile(path, cited)) return true;
  const [one = '', other = ''] = [path, cited].map((each) => each.split('/').at(-2) ?? '');
  return baseOf(path) === baseOf(cited) && (one.startsWith(other) || other.startsWith(one));
}

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Finds a statement in another release: in the same function, else in a file of the same name, else anywhere. */
function findStatement(facts: SourceFacts, { path, name, statement }: Found): Found | undefined {
  const same = [...listStatements(facts, () => true)].filter((each) => each.statement.text === statement.text);
  const rank = (each: Found): number =>
    (each.path === path ? 0 : isSuccessor(each.path, path) ? 1 : 2) * 4 +
    (each.name === name ? 0 : 2) +
    (isSameStatement(each.statement, statement) ? 0 : 1);
  const [best] = same.sort((a, b) => rank(a) - rank(b));
  // A short statement, such as a return, says nothing in another function.
  return best && (best.name === name || statement.text.length > 40) ? best : undefined;
}

function followStatement(citation: Citation, before: Found, after: SourceFacts): CitedCode {
  const found = findStatement(after, before);
  if (!found) {
    const closest = findClosest(after, before);
    return { citation, fate: closest ? 'changed' : 'vanished', before, ...(closest && { after: closest }) };
  }
  const isSame = isSameStatement(found.statement, before.statement);
  const isHere = found.path === before.path && found.statement.line === before.statement.line;
  return { citation, fate: isSame ? (isHere ? 'same' : 'moved') : 'changed', before, after: found };
}

/** The statement of the same kind in the same function that shares the most words, if it shares half of them. */
function findClosest(facts: SourceFacts, { path, name, statement }: Found): Found | undefined {
  const words = wordsOf(statement);
  const candidates = [...listStatements(facts, (each) => isSuccessor(each, path))]
    .filter((each) => each.name === name && each.statement.kind === statement.kind)
    .map((each) => ({ each, shared: [...wordsOf(each.statement)].filter((word) => words.has(word)).length }));
  const best = candidates.sort((a, b) => b.shared - a.shared)[0];
  return best && best.shared * 2 >= words.size ? best.each : undefined;
}

const wordsOf = ({ when, text }: Statement): Set<string> => new Set([...when, text].join(' ').match(/\w{3,}/g) ?? []);

interface Body {
  path: string;
  name: string;
  statements: Statement[];
}

/** Finds a function by the end of its qualified name: in the cited file, else in a file of that name, else the only one. */
function findFunction(facts: SourceFacts, path: string, name: string): Body | undefined {
  const found = Object.entries(facts.functions).flatMap(([file, functions]) =>
    Object.entries(functions)
      .filter(([full]) => full === name || full.endsWith(`.${name}`))
      .map(([full, statements]) => ({ path: file, name: full, statements })),
  );
  return (
    found.find((each) => isFile(each.path, path)) ??
    found.find((each) => isSuccessor(each.path, path)) ??
    (found.length === 1 ? found[0] : undefined)
  );
}

function followFunction(citation: Citation, body: Body, after: SourceFacts): CitedCode {
  const { path, name, statements } = body;
  const [statement] = statements;
  if (!statement) return { citation, fate: 'unlocated' };
  const before = { path, name, statement };
  const now = findFunction(after, path, name);
  const first = now?.statements[0];
  if (!now || !first) return { citation, fate: 'vanished', before };
  const changed = statements.find((each) => !now.statements.some((other) => isSameStatement(each, other)));
  const added = now.statements.find((each) => !statements.some((other) => isSameStatement(each, other)));
  const place = (at: Statement): Found => ({ path: now.path, name: now.name, statement: at });
  if (changed || added)
    return {
      citation,
      fate: 'changed',
      before: changed ? { path, name, statement: changed } : before,
      after: place(added ?? first),
    };
  const isHere = now.path === path && first.line === statement.line;
  return { citation, fate: isHere ? 'same' : 'moved', before, after: place(first) };
}

/** Compares those statements of the cited file that mention a flag of the rule. */
function followMentions(
  citation: Citation,
  flags: readonly string[],
  before: SourceFacts,
  after: SourceFacts,
): CitedCode {
  const mentions = (facts: SourceFacts): Found[] =>
    [...listStatements(facts, (path) => isSuccessor(path, citation.path))].filter(({ statement }) =>
      flags.some((flag) => new RegExp(`\\b${flag}\\b`).test([...statement.when, statement.text].join('\n'))),
    );
  const [old, now] = [mentions(before), mentions(after)];
  if (old.length === 0) return { citation, fate: 'unlocated' };
  const lost = old.find((each) => !now.some((other) => isSameStatement(each.statement, other.statement)));
  const added = now.find((each) => !old.some((other) => isSameStatement(each.statement, other.statement)));
  if (now.length === 0) return { citation, fate: 'vanished', ...(lost && { before: lost }) };
  if (lost || added)
    return { citation, fate: 'changed', ...(lost && { before: lost }), ...(added && { after: added }) };
  const [first, last] = [old[0], now[0]];
  return {
    citation,
    fate: first?.statement.line === last?.statement.line ? 'same' : 'moved',
    ...(first && { before: first }),
    ...(last && { after: last }),
  };
}
