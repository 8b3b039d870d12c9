import type { Config } from '../../config/config';
import type { Document } from '../../document/document';
import { countFlagsOfRun } from '../../document/joins';

/**
 * The work that one answer about fixes may cost, in units of about a tenth of a microsecond. Each fix is tried by reading
 * and linting the changed text, so that a text with many findings would otherwise cost the square of its length.
 */
export interface Budget {
  /** Takes a cost from the budget. Returns false once nothing is left; the last cost may exceed the rest. */
  spend: (cost: number) => boolean;
  isLeft: () => boolean;
  /** Takes a list of costs from the budget, unless that was done before. Takes none if nothing would be left. */
  spendAll: (costs: readonly number[]) => boolean;
  /** Marks a list of costs as taken from the budget. */
  markSpent: (costs: readonly number[]) => void;
}

/** Creates a budget that takes each cost from another one and writes it to `costs`. */
export const recordCosts = (budget: Budget, costs: number[]): Budget => ({
  ...budget,
  spend: (cost) => {
    costs.push(cost);
    return budget.spend(cost);
  },
});

/** The budget of a short text, and for each character of a longer one: about a tenth of a second for 100,000. */
const MIN_BUDGET = 800_000;
const BUDGET_OF_CHARACTER = 8;

/** The command line may work longer on a file than an editor, which waits for each answer. */
const BATCH_FACTOR = 10;

/** The use of an answer: one that an editor waits for, or a report about files. */
export type Effort = 'editor' | 'batch';

export function createBudget({ text }: Document, effort: Effort): Budget {
  const budget = Math.max(MIN_BUDGET, BUDGET_OF_CHARACTER * text.length);
  let left = effort === 'batch' ? BATCH_FACTOR * budget : budget;
  const spent = new Set<readonly number[]>();
  const isLeft = (): boolean => left > 0;
  return {
    isLeft,
    spendAll: (costs) => {
      if (spent.has(costs)) return true;
      const sum = costs.reduce((total, cost) => total + cost, 0);
      if (left <= sum) return false;
      left -= sum;
      spent.add(costs);
      return true;
    },
    markSpent: (costs) => void spent.add(costs),
    spend: (cost) => {
      if (!isLeft()) return false;
      left -= cost;
      return true;
    },
  };
}

/** Costs of reading a character, and of linting a command, one of its flags or variables, and of creating a finding. */
const CHARACTER_COST = 1;
const COMMAND_COST = 10_000;
const ENTRY_COST = 100;
const FINDING_COST = 400;

/** Estimates the cost of reading a document again, and of linting some of its commands with that many findings. */
export function lintCostOf(document: Document, configs: readonly Config[], findingCount: number): number {
  const { text, joins } = document;
  const files = new Set(configs.flatMap((config) => joins.get(config)?.other.document.text ?? []));
  const fileLength = [...files].reduce((sum, { length }) => sum + length, 0);
  const entryCount = configs.reduce(
    (sum, config) => sum + countFlagsOfRun(document, config) + config.variables.length,
    0,
  );
  return (
    CHARACTER_COST * (text.length + fileLength) +
    COMMAND_COST * configs.length +
    ENTRY_COST * entryCount +
    FINDING_COST * findingCount
  );
}

/** Costs of searching for the nearest valid values of a run: of each search, and of each flag of the run. */
export const searchCostOf = ({ flags }: Config): number => 60_000 + 1000 * flags.length;
