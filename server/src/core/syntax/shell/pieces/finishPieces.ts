import type { Config, Problem } from '../../../config/config';
import type { Hints } from '../../syntax';
import { type FinishedWalk, finishWalk, isProblem } from '../finish';
import { createScriptText, type Source } from '../source';
import type { TextTraits } from '../textTraits';
import { groupPieces } from './groupPieces';
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
  const groups = groupPieces(all, table).map((indices): Group => {
    const findings = indices.flatMap((index) => all[index] ?? []);
    const known = before.find((group) => isSameGroup(group, findings, traits));
    return known ?? { findings, traits, walk: finishWalk(joinFindings(findings), table.script, traits, hints) };
  });
  const grouped = new Set(groups.flatMap(({ findings }) => findings));
  const finished: FinishedWalk[] = [];
  for (const [index, findings] of all.entries()) {
    const source = table.pieces[index]?.source;
    const isEmpty = findings.found.length === 0 && findings.unreached.length === 0;
    if (source && !isEmpty && !grouped.has(findings)) finished.push(finishAlone(findings, source, traits, hints));
  }
  for (const { walk } of groups) finished.push(walk);
  return {
    configs: inOrder(finished, ({ configs }) => configs),
    undecided: inOrder(finished, ({ undecided }) => undecided),
    problems: listProblems(all, finished),
    groups,
  };
}

/** Finishes one piece, once for as long as it stays the same. */
function finishAlone(findings: Findings, source: Source, traits: TextTraits, hints: Hints): FinishedWalk {
  const known = findings.finished;
  if (known && isSameTraits(known.traits, traits)) return known.walk;
  const walk = finishWalk(findings, createScriptText(source), traits, hints);
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

function inOrder(
  finished: readonly FinishedWalk[],
  select: (walk: FinishedWalk) => readonly Config[],
): readonly Config[] {
  const configs: Config[] = [];
  for (const walk of finished) for (const config of select(walk)) configs.push(config);
  let start = 0;
  for (const { fullSpan } of configs) {
    if (fullSpan.start < start) return configs.sort((a, b) => a.fullSpan.start - b.fullSpan.start);
    start = fullSpan.start;
  }
  return configs;
}

/** Lists the problems in the order of the walk: first those that are reached. */
function listProblems(all: readonly Findings[], finished: readonly FinishedWalk[]): Problem[] {
  const problems: Problem[] = [];
  for (const { found } of all) for (const item of found) if (isProblem(item)) problems.push(item);
  const unreached = new Set<Problem>();
  for (const { unreachedProblems } of finished) for (const problem of unreachedProblems) unreached.add(problem);
  if (unreached.size === 0) return problems;
  return [
    ...problems,
    ...all.flatMap((each) => each.unreached.filter(isProblem).filter((item) => unreached.has(item))),
  ];
}
