/** What a question is answered with by somebody who wants to see the one before it again. */
export const BACK = Symbol('back');

/** One answer: from the user, or from a program that is asked in between, to whose answer nobody goes back. */
export type Step = <A>(from: 'user' | 'program', find: (hasWayBack: boolean) => Promise<A | typeof BACK>) => Promise<A>;

/**
 * Asks with a way back: whoever goes back is asked everything again, and what was answered before the last question
 * answers itself. So questions can be plain code, each depending on what was answered before.
 */
export async function inSteps<T>(ask: (step: Step) => Promise<T>): Promise<T> {
  const answered: { from: 'user' | 'program'; value: unknown }[] = [];
  for (;;) {
    let at = 0;
    const step: Step = async <A>(
      from: 'user' | 'program',
      find: (hasWayBack: boolean) => Promise<A | typeof BACK>,
    ): Promise<A> => {
      const known = answered[at++];
      if (known) return known.value as A;
      const value = await find(answered.some((each) => each.from === 'user'));
      if (value === BACK) throw BACK;
      answered.push({ from, value });
      return value;
    };
    try {
      return await ask(step);
    } catch (thrown) {
      if (thrown !== BACK) throw thrown;
      const last = answered.findLastIndex((each) => each.from === 'user');
      answered.splice(Math.max(last, 0));
    }
  }
}
