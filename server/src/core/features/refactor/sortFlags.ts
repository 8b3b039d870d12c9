import type { Config, Entry } from '../../config/config';
import { applyEdits } from '../../config/edit';
import type { Document } from '../../document/document';
import type { Facts } from '../../facts/facts';
import { docsOfFlag } from '../markdown/flagDocs';
import { offer, type RefactorContext, type Refactoring, refuse } from './refactoring';
import { findDifference } from './sameRuns';

const KIND = 'sortFlags';

/** The groups of sections in the order in which they are written; all others follow by name. */
const GROUP_ORDER: readonly string[] = [
  'model',
  'checkpoint',
  'data',
  'template',
  'RLHF',
  'DPO',
  'GKD',
  'GRPO',
  'vLLM',
  'tuner',
  'LoRA',
  'full training',
  'parallelism',
  'MoE',
  'training',
  'learning rate',
  'optimizer',
  'regularization',
  'precision',
];

/** Sorts the flags of a command by their section and aligns their values, which stay as they are written. */
export function sortFlags(context: RefactorContext, document: Document, config: Config): Refactoring {
  const { text, syntax } = document;
  const ranks = rankFlags(context.factsOf(document, config));
  const edits = syntax.sortFlags?.(text, config, (entry) => ranks.get(entry) ?? GROUP_ORDER.length + 1) ?? [];
  if (edits.length === 0) return refuse(KIND, 'The flags are sorted and aligned.');
  const after = context.read(applyEdits(text, edits), syntax, document.context);
  const difference = findDifference(context, document, after);
  return difference === undefined ? offer(KIND, edits) : refuse(KIND, `The run would change: ${difference}.`);
}

/** Ranks flags by the group of their section; those that are unknown come last. */
function rankFlags({ catalog, givenFlags, release, config: { command } }: Facts): Map<Entry, number> {
  const groups = new Map(
    givenFlags.flatMap(({ entry, flag }) => {
      if (!flag) return [];
      const { section, group = section } = docsOfFlag(catalog, flag, release.version, command);
      return [[entry, group] as const];
    }),
  );
  const others = [...new Set(groups.values())].filter((group) => !GROUP_ORDER.includes(group)).sort();
  const order = [...GROUP_ORDER, ...others];
  return new Map([...groups].map(([entry, group]) => [entry, order.indexOf(group)]));
}
