/** The answer when the user presses Back. */
export const BACK = Symbol('back');

/** Source of an answer: the user, or a program that runs between two questions and is never returned to. */
type AnswerSource = 'user' | 'program';

/** Asks for one answer. */
export type WizardStep = <A>(
  source: AnswerSource,
  getAnswer: (canGoBack: boolean) => Promise<A | typeof BACK>,
) => Promise<A>;

/**
 * Runs the steps of a wizard. Back replays all earlier answers up to the last question, so that `ask` can be plain code
 * in which each question depends on earlier answers.
 */
export async function runSteps<T>(ask: (step: WizardStep) => Promise<T>): Promise<T> {
  const answers: { source: AnswerSource; value: unknown }[] = [];
  for (;;) {
    try {
      return await ask(createStep(answers));
    } catch (error) {
      if (error !== BACK) throw error;
      const last = answers.findLastIndex(({ source }) => source === 'user');
      answers.splice(Math.max(last, 0));
    }
  }
}

/** Creates a step that replays the answers, then adds new ones to them. Throws `BACK` when the user presses Back. */
function createStep(answers: { source: AnswerSource; value: unknown }[]): WizardStep {
  let next = 0;
  return async <A>(source: AnswerSource, getAnswer: (canGoBack: boolean) => Promise<A | typeof BACK>): Promise<A> => {
    const earlier = answers[next++];
    if (earlier) return earlier.value as A;
    const value = await getAnswer(answers.some((answer) => answer.source === 'user'));
    if (value === BACK) throw BACK;
    answers.push({ source, value });
    return value;
  };
}
