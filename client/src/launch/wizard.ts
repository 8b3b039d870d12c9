/** What a question is answered with by somebody who wants to see the one before it again. */
export const BACK = Symbol('back');

/** One answer: from the user, or from a program that is asked in between, to whose answer nobody goes back. */
export type WizardStep = <A>(
  from: 'user' | 'program',
  getAnswer: (canGoBack: boolean) => Promise<A | typeof BACK>,
) => Promise<A>;

/**
 * Asks with a way back: whoever goes back is asked everything again, and what was answered before the last question
 * answers itself. So questions can be plain code, each depending on what was answered before.
 */
export async function runSteps<T>(ask: (step: WizardStep) => Promise<T>): Promise<T> {
  const answers: { from: 'user' | 'program'; value: unknown }[] = [];
  for (;;) {
    let at = 0;
    const step: WizardStep = async <A>(
      from: 'user' | 'program',
      getAnswer: (canGoBack: boolean) => Promise<A | typeof BACK>,
    ): Promise<A> => {
      const answer = answers[at++];
      if (answer) return answer.value as A;
      const value = await getAnswer(answers.some((each) => each.from === 'user'));
      if (value === BACK) throw BACK;
      answers.push({ from, value });
      return value;
    };
    try {
      return await ask(step);
    } catch (thrown) {
      if (thrown !== BACK) throw thrown;
      const last = answers.findLastIndex((each) => each.from === 'user');
      answers.splice(Math.max(last, 0));
    }
  }
}
