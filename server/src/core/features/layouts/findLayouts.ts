import type { Config } from '../../config/config';
import type { Change, Edit } from '../../config/edit';
import { findVariable } from '../../config/lookup';
import type { Document } from '../../document/document';
import { changeFlags, type Facts } from '../../facts/facts';
import { findGiven } from '../../facts/givens';
import { type Card, cardOf } from '../../memory/card';
import { FULL } from '../../memory/fit';
import { type RankedLayout, searchLayouts } from '../../memory/layouts/searchLayouts';
import { readShape } from '../../memory/readShape';
import type { RunShape } from '../../memory/runShape';
import { createCheck, type RunSources } from './checkedEdits';
import { listLayoutChanges, virtualFlagOf } from './layoutChanges';
import { nodeSizeOf } from './nodeSize';

/** A layout that fits, with the edits that give it to the run. */
export interface OfferedLayout {
  layout: RankedLayout;
  changes: Change[];
  edits: Edit[];
}

/** The run that was searched for, and what was found. */
export interface FoundLayouts {
  shape: RunShape;
  card: Card;
  gpusPerNode: number;
  /** The layouts that every rule accepts, the fastest first. */
  offered: OfferedLayout[];
  /** Number of combinations that were ranked. */
  considered: number;
  /** Layouts that fit, and that a rule rejects. */
  rejected: number;
  /** The layout that needs the least memory, if none fits. */
  smallest?: RankedLayout | undefined;
}

/** Limit of layouts that are offered. */
const MAX_OFFERED = 50;

export interface LayoutOptions {
  /** The nodes to search for, if they are not those of the file, which then gets them. */
  nodes?: number | undefined;
  gpusPerNode?: number | undefined;
  /** Number of layouts to offer. */
  limit?: number | undefined;
}

/** Finds the layouts of a run that fit its GPUs, or names what is unknown. */
export function findLayouts(
  sources: RunSources,
  document: Document,
  config: Config,
  options: LayoutOptions,
): FoundLayouts | { unknown: readonly string[] } {
  const facts = sources.getFacts(document, config);
  const { gpusPerNode = nodeSizeOf(facts).gpusPerNode, limit = MAX_OFFERED } = options;
  const answer = readShape(withoutLayout(facts));
  if ('unknown' in answer) return answer;
  const { shape } = answer;
  const card = cardOf(facts);
  const { forms } = facts.catalog.view(facts.release.version, facts.config.command);
  const { layouts, considered, smallest } = searchLayouts(shape, {
    gpusPerNode,
    maxGib: FULL * card.gib,
    canKeepAll: forms.get('recompute_granularity')?.choices?.includes('none') === true,
    canInterleave: virtualFlagOf(facts) !== undefined,
  });
  const sizeChanges = listSizeChanges(config, options);
  const accept = createCheck(sources, document, config, sizeChanges);
  const offered: OfferedLayout[] = [];
  let rejected = 0;
  for (const layout of layouts) {
    if (offered.length >= Math.min(limit, MAX_OFFERED)) break;
    const changes = listLayoutChanges(facts, layout, shape.model.layers);
    const edits = accept(changes);
    if (edits) offered.push({ layout, changes: [...sizeChanges, ...changes], edits });
    else rejected += 1;
  }
  return { shape, card, gpusPerNode, offered, considered, rejected, smallest };
}

/** Returns the changes of the launcher variables that a command has and that name other GPUs. */
function listSizeChanges(config: Config, { nodes, gpusPerNode }: LayoutOptions): Change[] {
  if (nodes === undefined || gpusPerNode === undefined) return [];
  const sizes = { NNODES: nodes, NPROC_PER_NODE: gpusPerNode };
  return Object.entries(sizes).flatMap(([name, size]): Change[] => {
    const stated = findVariable(config, name)?.values[0]?.value;
    return stated === undefined || stated === String(size) ? [] : [{ op: 'setEnv', name, value: String(size) }];
  });
}

/** The sizes that a search chooses. The present ones may not even divide the GPUs. */
const CHOSEN_SIZES = [
  'tensor_model_parallel_size',
  'pipeline_model_parallel_size',
  'context_parallel_size',
  'expert_model_parallel_size',
  'micro_batch_size',
];

/** Returns the run without its present layout, so that the rest of it can be read. */
const withoutLayout = (facts: Facts): Facts =>
  changeFlags(
    facts,
    CHOSEN_SIZES.filter((flag) => findGiven(facts, flag)).map((flag) => ({ flag, values: ['1'] })),
  );
