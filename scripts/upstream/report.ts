import type { Difference } from './compare';
import type { FunctionChange } from './functionChanges';
import type { NameChange } from './ranges';
import type { RuleSource } from './ruleSources';
import type { Found, Statement } from './sourceFacts';

/** The differences as lines: first flags that were added or removed, then changed aspects. */
export function describeDifferences(differences: readonly Difference[]): string[] {
  const print = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
  const order = (each: Difference): number => (each.aspect !== 'exists' ? 2 : each.upstream ? 0 : 1);
  return [...differences]
    .sort((a, b) => order(a) - order(b) || a.flag.localeCompare(b.flag))
    .map(({ flag, aspect, catalog, upstream, commands }) => {
      const change =
        aspect === 'exists' ? (upstream ? 'new' : 'removed') : `${aspect} ${print(catalog)} -> ${print(upstream)}`;
      return `${flag}: ${change} (${commands.join(', ')})`;
    });
}

export const describeNames = (changes: readonly NameChange[]): string[] =>
  changes.flatMap(({ kind, added, removed }) => [
    ...(added.length > 0 ? [`${kind} + ${added.join(' ')}`] : []),
    ...(removed.length > 0 ? [`${kind} - ${removed.join(' ')}`] : []),
  ]);

const MAX_STATEMENT_LETTERS = 300;

const shorten = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > MAX_STATEMENT_LETTERS ? `${line.slice(0, MAX_STATEMENT_LETTERS)} ...` : line;
};

/** A statement on one line, after the last condition under which it runs. */
const describeStatement = ({ when, text }: Statement): string =>
  shorten(when.length > 0 ? `if ${when.at(-1)}: ${text}` : text);

const describePlace = ({ path, name, statement }: Found): string => `${path}:${statement.line} ${name}`;

/** The rules whose cited code changed, vanished or cannot be located, each with the code before and after. */
export function describeRuleSources(sources: readonly RuleSource[]): string[] {
  return sources
    .filter(({ fate }) => fate !== 'same' && fate !== 'moved')
    .sort((a, b) => b.fate.localeCompare(a.fate) || a.id.localeCompare(b.id))
    .flatMap(({ id, fate, cited }) =>
      cited
        .filter((each) => each.fate === fate)
        .flatMap(({ citation, before, after }) => [
          `${id}: ${fate}, cited as ${citation.path}${citation.line ? `:${citation.line}` : ''} ${citation.names.join(' ')}`.trimEnd(),
          ...(before ? [`    - ${describePlace(before)}: ${describeStatement(before.statement)}`] : []),
          ...(after && fate === 'changed'
            ? [`    + ${describePlace(after)}: ${describeStatement(after.statement)}`]
            : []),
        ]),
    );
}

/** The new place of each moved line, as the `source` of a rule would name it. */
export const describeMoved = (sources: readonly RuleSource[]): string[] =>
  sources
    .filter(({ fate }) => fate === 'moved')
    .flatMap(({ id, cited }) =>
      cited.flatMap(({ fate, before, after }) =>
        fate === 'moved' && before && after
          ? [`${id}: ${before.path}:${before.statement.line} -> ${after.path}:${after.statement.line}`]
          : [],
      ),
    );

/** The statements of one kind that only one release has, by function: `-` before, `+` in the new release. */
export function describeStatements(changes: readonly FunctionChange[], kinds: readonly Statement['kind'][]): string[] {
  return changes.flatMap(({ path, name, removed, added }) => {
    const isWanted = ({ kind }: Statement): boolean => kinds.includes(kind);
    const lines = [
      ...removed.filter(isWanted).map((each) => `    - ${each.line}: ${describeStatement(each)}`),
      ...added.filter(isWanted).map((each) => `    + ${each.line}: ${describeStatement(each)}`),
    ];
    return lines.length > 0 ? [`${path} ${name}`, ...lines] : [];
  });
}

/** The changed functions of each file that have no statement of the given kinds among their changes. */
export function describeFunctions(changes: readonly FunctionChange[], kinds: readonly Statement['kind'][]): string[] {
  const others = changes.filter(
    ({ removed, added }) => ![...removed, ...added].some((each) => kinds.includes(each.kind)),
  );
  return [...Map.groupBy(others, ({ path }) => path)].map(
    ([path, functions]) =>
      `${path}: ${functions
        .map(
          ({ name, added, removed }) =>
            `${name}${added.length > 0 ? `:${added[0]?.line}` : removed.length > 0 ? ' (less)' : ''}`,
        )
        .join(', ')}`,
  );
}
