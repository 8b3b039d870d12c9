import type {
  AndOr,
  ArithmeticFor,
  Case,
  CaseItem,
  CompoundList,
  For,
  If,
  PipelineNode,
  Select,
  SyntaxNode,
  While,
} from 'unbash';
import type { Scalar } from '../../../config/config';
import { arithmetic } from '../expansion/arithmetic';
import { expand, expandValue } from '../expansion/expand';
import { matches, patternOf } from '../expansion/pattern';
import { dependsOnCaller, type Status } from './condition';
import { assignedIn } from './functions';
import { copyScope, mergePaths, type Scope, setHeld, setUnknown } from './scope';
import type { Walk } from './walk';

/**
 * Which way a script takes. Where a condition follows from the script alone, one way is walked and the others only
 * looked at; where it does not, all of them are, and what they agree on is known afterwards.
 */
export interface Flow {
  step: (node: SyntaxNode, scope: Scope, walk: Walk) => Status;
  list: (list: CompoundList, scope: Scope, walk: Walk) => Status;
}

/** More rounds than this are not followed one by one. */
const MOST_ROUNDS = 64;
/** Loops in loops are followed no more once that few steps are left of those that a script has. */
const RESERVE = 160_000;

const mayFollow = (rounds: number, { steps }: Walk): boolean => rounds < MOST_ROUNDS && steps.left > RESERVE;

/** Looks at what is not reached: its commands are configs too, but what it assigns never happens. */
export function lookAt(scope: Scope, walk: Walk, body: (inner: Scope, walk: Walk) => unknown): void {
  const inner = copyScope(scope);
  inner.left = undefined;
  body(inner, { ...walk, found: walk.unreached });
}

function maybe(scope: Scope, body: (inner: Scope) => unknown): void {
  const path = copyScope(scope);
  body(path);
  mergePaths(scope, [path, copyScope(scope)]);
}

/** `a && b && c`: whatever runs, all in front of it went well, with what it did. */
function allOf(commands: AndOr['commands'], scope: Scope, walk: Walk, step: Flow['step']): Status {
  const paths: Scope[] = [];
  let here = scope;
  let status: Status = true;
  for (const command of commands) {
    if (status === false || here.left !== undefined) {
      lookAt(here, walk, (inner, looking) => step(command, inner, looking));
      continue;
    }
    if (status === undefined) {
      paths.push(copyScope(here));
      here = copyScope(here);
    }
    status = step(command, here, walk);
  }
  if (paths.length > 0) mergePaths(scope, [...paths, here]);
  return paths.length > 0 && status !== false ? undefined : status;
}

export function andOr({ commands, operators }: AndOr, scope: Scope, walk: Walk, { step }: Flow): Status {
  const turn = operators.indexOf('||');
  const all = turn < 0 ? commands : commands.slice(0, turn + 1);
  let status = allOf(all, scope, walk, step);
  const others = commands.slice(all.length);
  for (const [index, other] of others.entries()) {
    const runs = status === undefined ? undefined : status === (operators[all.length - 1 + index] === '&&');
    if (scope.left !== undefined || runs === false)
      lookAt(scope, walk, (inner, looking) => step(other, inner, looking));
    else if (runs) status = step(other, scope, walk);
    else {
      maybe(scope, (inner) => step(other as PipelineNode, inner, walk));
      status = undefined;
    }
  }
  return status;
}

export function ifElse(node: If, scope: Scope, walk: Walk, flow: Flow): Status {
  const arms = [node, ...node.elif];
  const paths: Scope[] = [];
  // The scope of those who found no arm so far.
  const other = copyScope(scope);
  let status: Status = true;
  let taken = false;
  for (const { clause, then } of arms) {
    if (taken) {
      lookAt(other, walk, (inner, looking) => [flow.list(clause, inner, looking), flow.list(then, inner, looking)]);
      continue;
    }
    const holds = flow.list(clause, other, walk);
    if (holds === false || other.left !== undefined) {
      lookAt(other, walk, (inner, looking) => flow.list(then, inner, looking));
      continue;
    }
    const path = copyScope(other);
    status = flow.list(then, path, walk);
    paths.push(path);
    taken = holds === true;
  }
  if (node.else && !taken && other.left === undefined) status = flow.list(node.else, other, walk);
  else if (node.else) lookAt(other, walk, (inner, looking) => node.else && flow.list(node.else, inner, looking));
  mergePaths(scope, taken ? paths : [...paths, other]);
  return paths.length + (taken ? 0 : 1) === 1 ? status : undefined;
}

export function cases(node: Case, scope: Scope, walk: Walk, flow: Flow): Status {
  const text = dependsOnCaller(node.word, scope) ? undefined : expandValue(node.word, scope);
  let mode: 'test' | 'run' | 'done' = 'test';
  for (const [index, item] of node.items.entries()) {
    // A pattern is expanded when its turn comes, after whatever the bodies above it did.
    const fits: Status = mode === 'test' ? fitOf(text, item, scope) : mode === 'run';
    if (fits === undefined) {
      openCases(node.items.slice(index), text, scope, walk, flow);
      return undefined;
    }
    if (fits && scope.left === undefined) {
      flow.list(item.body, scope, walk);
      mode = item.terminator === ';&' ? 'run' : item.terminator === ';;&' ? 'test' : 'done';
    } else lookAt(scope, walk, (inner, looking) => flow.list(item.body, inner, looking));
  }
  return undefined;
}

/** From a pattern on that may fit or not, any body may run. */
function openCases(
  items: readonly CaseItem[],
  text: string | undefined,
  scope: Scope,
  walk: Walk,
  { list }: Flow,
): void {
  const goesOn = hasFallThrough(items);
  const possible = items.filter((item) => goesOn || fitOf(text, item, scope) !== false);
  for (const item of items)
    if (!possible.includes(item)) lookAt(scope, walk, (inner, looking) => list(item.body, inner, looking));
  const paths = possible.map(({ body }) => {
    const path = copyScope(scope);
    list(body, path, walk);
    return path;
  });
  mergePaths(scope, takesAll(possible) ? paths : [...paths, copyScope(scope)]);
  // One body may follow another.
  if (goesOn) for (const name of items.flatMap(assignedIn)) setUnknown(scope, name);
}

const hasFallThrough = (items: readonly CaseItem[]): boolean =>
  items.some(({ terminator }) => terminator === ';&' || terminator === ';;&');

/** A case with a pattern that fits everything always runs one of its bodies. */
const takesAll = (items: readonly CaseItem[]): boolean =>
  !hasFallThrough(items) && items.some(({ pattern }) => pattern.some((word) => word.text === '*'));

function fitOf(text: string | undefined, { pattern }: CaseItem, scope: Scope): Status {
  if (pattern.some((word) => word.text === '*')) return true;
  const fits = pattern.map((word): Status => {
    const source = text === undefined || dependsOnCaller(word, scope) ? undefined : patternOf(word, scope);
    return text === undefined || source === undefined ? undefined : matches(text, source);
  });
  return fits.includes(true) ? true : fits.includes(undefined) ? undefined : false;
}

export function forEach(node: For | Select, scope: Scope, walk: Walk, flow: Flow): void {
  const names = [node.name.value];
  const items = node.type === 'For' ? itemsOf(node, scope, walk) : undefined;
  if (!items || !mayFollow(items.length, walk)) {
    loop(node.body, names, [], scope, walk, flow);
    return;
  }
  if (items.length === 0) lookAt(scope, walk, (inner, looking) => flow.list(node.body, inner, looking));
  for (const item of items) {
    setHeld(scope, node.name.value, { kind: 'text', text: item.value }, item.span, item);
    if (!round(node.body, [], scope, walk, flow)) break;
  }
  settle(node, scope);
}

function itemsOf(node: For, scope: Scope, walk: Walk): readonly Scalar[] | undefined {
  const held = scope.variables.get('@')?.held;
  const items = node.wordlist
    ? node.wordlist.flatMap((word) => expand(word, walk.source, scope))
    : held?.kind === 'array'
      ? held.items
      : undefined;
  return items?.some(({ splice }) => splice) ? undefined : items;
}

/** One round of a loop; false where it was the last one. */
function round(body: CompoundList, after: readonly SyntaxNode[], scope: Scope, walk: Walk, flow: Flow): boolean {
  flow.list(body, scope, walk);
  if (scope.left === 'continue') scope.left = undefined;
  const goesOn = scope.left === undefined;
  if (goesOn) for (const node of after) flow.step(node, scope, walk);
  if (scope.left === 'break') scope.left = undefined;
  return goesOn;
}

/** After a loop that some path may have left early, what it assigns is unknown. */
function settle(node: SyntaxNode, scope: Scope): void {
  if (!scope.forks) return;
  for (const name of assignedIn(node)) setUnknown(scope, name);
  scope.forks = false;
}

export function whileLoop(node: While, scope: Scope, walk: Walk, flow: Flow): void {
  for (let rounds = 0; ; rounds++) {
    const status = flow.list(node.clause, scope, walk);
    if (status === undefined || !mayFollow(rounds, walk)) {
      loop(node.body, [], [node.clause], scope, walk, flow);
      return;
    }
    if (status !== (node.kind === 'while') || scope.left !== undefined) {
      if (rounds === 0) lookAt(scope, walk, (inner, looking) => flow.list(node.body, inner, looking));
      break;
    }
    if (!round(node.body, [], scope, walk, flow)) break;
  }
  settle(node, scope);
}

export function forNumbers(node: ArithmeticFor, scope: Scope, walk: Walk, flow: Flow): void {
  if (node.initialize) arithmetic(node.initialize, scope);
  for (let rounds = 0; ; rounds++) {
    const test = node.test ? arithmetic(node.test, scope) : 1n;
    if (test === undefined || !mayFollow(rounds, walk)) {
      loop(node.body, [], [node], scope, walk, flow);
      return;
    }
    if (test === 0n) {
      if (rounds === 0) lookAt(scope, walk, (inner, looking) => flow.list(node.body, inner, looking));
      break;
    }
    if (!round(node.body, [], scope, walk, flow)) break;
    if (node.update) arithmetic(node.update, scope);
  }
  settle(node, scope);
}

/** In a loop whose rounds are unknown, a variable that the body assigns has a value from some round, or from before. */
function loop(
  body: CompoundList,
  names: readonly string[],
  heads: readonly SyntaxNode[],
  scope: Scope,
  walk: Walk,
  flow: Flow,
): void {
  const assigned = [...names, ...heads.flatMap(assignedIn), ...assignedIn(body)];
  for (const name of assigned) setUnknown(scope, name);
  maybe(scope, (inner) => {
    flow.list(body, inner, walk);
    if (inner.left === 'break' || inner.left === 'continue') inner.left = undefined;
  });
  // What the body assigns may come from any round, and may be exported by one before.
  for (const name of assigned) setUnknown(scope, name);
  scope.forks = false;
}
