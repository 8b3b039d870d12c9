import { toFlagName } from '../config/lookup';
import type { Facts } from '../facts/facts';
import { fixesOfProblem } from '../lint/fix';
import type { Found } from '../lint/rule';

/** Parts that rules of several groups share. */

/** Maximum number of choices that are offered as one fix each. */
export const MAX_CHOICE_FIXES = 4;

/** Returns the problems of one rule that the reader of a text found, with the repairs of the reader as fixes. */
export const reportProblems = ({ config }: Facts, id: string): Found[] =>
  config.problems
    .filter(({ rule }) => rule === id)
    .map((problem) => ({
      message: problem.message,
      span: problem.span,
      flags: (problem.lostFlags ?? []).map(toFlagName),
      fixes: fixesOfProblem(problem, true),
    }));

const findNothing = (): Found[] => [];

/**
 * Shared part of rules that describe findings of a reader or of `features/diagnostics.ts`. Their `check` returns
 * nothing, since no rule is run on such a text.
 */
export const readerErrorBase = {
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  check: findNothing,
} as const;

/** The same for a text that is not checked: a hint, so that silence does not look like approval. */
export const readerHintBase = { ...readerErrorBase, severity: 'hint', outcome: 'style' } as const;
