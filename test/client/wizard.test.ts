import { describe, expect, it } from 'vitest';
import { BACK, runSteps } from '../../client/src/launch/wizard';

/** Runs four questions, the third of which depends on what a program says to the second; the user answers by script. */
async function asked(script: (string | typeof BACK)[]): Promise<{ got: string[]; shown: string[] }> {
  const shown: string[] = [];
  const answers = script.values();
  const got = await runSteps(async (step) => {
    const ask = (name: string) =>
      step<string>('user', async (hasWayBack) => {
        shown.push(`${name}${hasWayBack ? ' <' : ''}`);
        return answers.next().value ?? '';
      });
    const kind = await ask('kind');
    const host = await ask('host');
    const found = await step('program', async () => {
      shown.push(`asking ${host}`);
      return `partition of ${host}`;
    });
    return [kind, host, await ask(found), await ask('nodes')];
  });
  return { got, shown };
}

describe('questions one after another', () => {
  it('are asked once each', async () => {
    expect(await asked(['slurm', 'here', 'gpu', '2'])).toEqual({
      got: ['slurm', 'here', 'gpu', '2'],
      shown: ['kind', 'host <', 'asking here', 'partition of here <', 'nodes <'],
    });
  });

  it('lead back to the one before; what was answered earlier stays, and no program is asked again for nothing', async () => {
    const { got, shown } = await asked(['slurm', 'here', 'gpu', BACK, 'debug', '1']);
    expect(got).toEqual(['slurm', 'here', 'debug', '1']);
    expect(shown.filter((each) => each.startsWith('asking'))).toEqual(['asking here']);
  });

  it('lead back as far as one likes; what follows from an answer is then asked anew', async () => {
    const { got, shown } = await asked(['slurm', 'here', BACK, BACK, 'kubernetes', 'there', 'gpu', '1']);
    expect(got).toEqual(['kubernetes', 'there', 'gpu', '1']);
    expect(shown.filter((each) => each.startsWith('asking'))).toEqual(['asking here', 'asking there']);
  });
});
