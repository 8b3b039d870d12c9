import type { Config, Problem } from '../../../config/config';
import type { Hints } from '../../syntax';
import { type FinishedWalk, finishWalk, isProblem } from '../finish';
import { createScriptText, type ScriptText } from '../source';
import type { TextTraits } from '../textTraits';
import type { PieceTable } from './pieceTable';
import type { Findings } from './walkPiece';

/** The commands and problems of a script, at positions of its pieces. */
export interface FinishedScript {
  configs: readonly Config[];
  undecided: readonly Config[];
  problems: readonly Problem[];
  groups: readonly Group[];
}

/** Pieces that are finished together, since they run the same commands or since lost lines connect them. */
export interface Group {
  findings: readonly Findings[];
  traits: TextTraits;
  walk: FinishedWalk;
}

/** Finishes what the walks through the pieces found, and reuses what is the same as in the version before. */
export function finishPieces(
  all: readonly Findings[],
  table: PieceTable,
  traits: TextTraits,
  hints: Hints,
  before: readonly Group[],
): FinishedScript {
  const groups = groupFindings(all, table).map((findings): Group => {
    const known = before.find((group) => isSameGroup(group, findings, traits));
    return known ?? { findings, traits, walk: finishWalk(joinFindings(findings), table.script, traits, hints) };
  });
  const grouped = new Set(groups.flatMap(({ findings }) => findings));
  const walks = all.flatMap((findings, index) => {
    if (grouped.has(findings) || (findings.found.length === 0 && findings.unreached.length === 0)) return [];
    const source = table.pieces[index]?.source;
    return [finishAlone(findings, source ? createScriptText(source) : table.script, traits, hints)];
  });
  const finished = [...walks, ...groups.map(({ walk }) => walk)];
  return {
    configs: inOrder(finished.map(({ configs }) => configs)),
    undecided: inOrder(finished.map(({ undecided }) => undecided)),
    problems: listProblems(all, finished),
    groups,
  };
}

/** Finishes one piece, once for as long as it stays the same. */
function finishAlone(findings: Findings, script: ScriptText, traits: TextTraits, hints: Hints): FinishedWalk {
  const known = findings.finished;
  if (known && isSameTraits(known.traits, traits)) return known.walk;
  const walk = finishWalk(findings, script, traits, hints);
  findings.finished = { traits, walk };
  return walk;
}

const isSameTraits = (a: TextTraits, b: TextTraits): boolean =>
  a.hasLookalikes === b.hasLookalikes && a.hasPasted === b.hasPasted;

const isSameGroup = (group: Group, findings: readonly Findings[], traits: TextTraits): boolean =>
  isSameTraits(group.traits, traits) &&
  group.findings.length === findings.length &&
  findings.every((each, index) => each === group.findings[index]);

const joinFindings = (findings: readonly Findings[]): Parameters<typeof finishWalk>[0] => ({
  found: findings.flatMap(({ found }) => found),
  unreached: findings.flatMap(({ unreached }) => unreached),
  strayLines: findings.flatMap(({ strayLines }) => strayLines),
  dynamicCommands: new Set(findings.flatMap(({ dynamicCommands }) => [...dynamicCommands])),
});

function inOrder(lists: readonly (readonly Config[])[]): readonly Config[] {
  const configs = lists.flat();
  const isOrdered = configs.every(({ fullSpan }, index) => (configs[index - 1]?.fullSpan.start ?? 0) <= fullSpan.start);
  return isOrdered ? configs : configs.sort((a, b) => a.fullSpan.start - b.fullSpan.start);
}

/** Lists the problems in the order of the walk: first those that are reached. */
function listProblems(all: readonly Findings[], finished: readonly FinishedWalk[]): Problem[] {
  const unreached = new Set(finished.flatMap(({ unreachedProblems }) => unreachedProblems));
  const reached = all.flatMap(({ found }) => found.filter(isProblem));
  if (unreached.size === 0) return reached;
  return [...reached, ...all.flatMap((each) => each.unreached.filter(isProblem).filter((item) => unreached.has(item)))];
}

/** Returns the findings that belong together, more than one piece or lost lines each; the others stand alone. */
function groupFindings(all: readonly Findings[], table: PieceTable): Findings[][] {
  const parents = new Map<number, number>();
  const rootOf = (index: number): number => {
    const parent = parents.get(index);
    return parent === undefined || parent === index ? index : rootOf(parent);
  };
  const join = (a: number, b: number): void => {
    const [low, high] = [rootOf(a), rootOf(b)].sort((left, right) => left - right) as [number, number];
    parents.set(low, low);
    parents.set(high, low);
    for (const index of [a, b]) if (!parents.has(index)) parents.set(index, low);
  };
  for (const [index, { outside, strayLines }] of all.entries()) {
    for (const position of outside) join(index, table.indexAt(position));
    // A lost line belongs to the command above it, and variables before an escaped space to the command below.
    if (strayLines.length > 0) for (const other of [index - 1, index + 1]) join(index, clampIndex(other, table));
  }
  const groups = new Map<number, Findings[]>();
  for (const index of [...parents.keys()].sort((a, b) => a - b)) {
    const root = rootOf(index);
    const findings = all[index];
    if (findings) groups.set(root, [...(groups.get(root) ?? []), findings]);
  }
  return [...groups.values()];
}

const clampIndex = (index: number, { pieces }: PieceTable): number => Math.min(Math.max(index, 0), pieces.length - 1);
