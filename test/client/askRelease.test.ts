import { describe, expect, it } from 'vitest';
import { createReleaseQuestion } from '../../client/src/release/askRelease';

/** Creates the question in a workspace, with a user who presses the given button. */
function createWorkspace(answer?: string) {
  const values = new Map<string, unknown>();
  const events: string[] = [];
  const open = () =>
    createReleaseQuestion({
      memory: { get: (key) => values.get(key), update: async (key, value) => void values.set(key, value) },
      show: async (message, ...buttons) => {
        events.push(message);
        return buttons.find((button) => button === answer);
      },
      select: () => events.push('select'),
    });
  return { open, events };
}

const settle = (): Promise<void> => new Promise((done) => setTimeout(done));
const QUESTION = 'Nothing says which ms-swift release runs a.sh. It is checked as 4.6.0, a guess.';

describe('the question for the release', () => {
  it('is asked once in a workspace, also after a restart', async () => {
    const { open, events } = createWorkspace();
    const ask = open();
    ask('a.sh', { version: '4.6.0', isGuess: true });
    ask('b.sh', { version: '4.6.0', isGuess: true });
    open()('c.sh', { version: '4.6.0', isGuess: true });
    await settle();
    expect(events).toEqual([QUESTION]);
  });

  it('is not asked where the release is known', () => {
    const { open, events } = createWorkspace();
    open()('a.sh', { version: '4.6.0', isGuess: false });
    expect(events).toEqual([]);
  });

  it('opens the list of releases on its button', async () => {
    const { open, events } = createWorkspace('Select Release…');
    open()('a.sh', { version: '4.6.0', isGuess: true });
    await settle();
    expect(events).toEqual([QUESTION, 'select']);
  });
});
