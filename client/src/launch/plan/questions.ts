import type * as vscode from 'vscode';
import type { ShownPlan } from './planDocuments';

/** The questions whether to run a plan. They stay on the screen, also while the user answers them in another way. */
export interface PlanQuestions {
  /** Asks about a plan. An answer to a question that is out of date is told to the user instead of being returned. */
  ask: <Answer>(
    uri: vscode.Uri,
    shown: ShownPlan,
    question: Thenable<Answer | undefined>,
  ) => Promise<Answer | undefined>;
  /** Closes the question about a plan that has been run, as `outcome` says. */
  close: (uri: vscode.Uri, outcome: string) => void;
}

/** `hide` takes notifications off the screen, and `tell` shows one. */
export function createPlanQuestions(hide: () => void, tell: (message: string) => void): PlanQuestions {
  /** The plan of the open question about each document. */
  const open = new Map<string, ShownPlan>();
  const outcomes = new WeakMap<ShownPlan, string>();
  return {
    ask: async (uri, shown, question) => {
      const key = uri.toString();
      open.set(key, shown);
      const answer = await question;
      if (open.get(key) === shown) {
        open.delete(key);
        return answer;
      }
      if (answer !== undefined) tell(outcomes.get(shown) ?? 'This plan has been replaced by a newer one.');
      return undefined;
    },
    close: (uri, outcome) => {
      const shown = open.get(uri.toString());
      if (!shown) return;
      open.delete(uri.toString());
      outcomes.set(shown, outcome);
      hide();
    },
  };
}
