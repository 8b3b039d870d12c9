import { describe, expect, it } from 'vitest';
import { BACK, runSteps } from '../../client/src/launch/wizard';

/** Runs a wizard of four questions, the third of which depends on a program’s answer to the second. The script has the user’s answers. */
async function runScript(script: (string | typeof BACK)[]): Promise<{ result: string[]; shown: string[] }> {
  const shown: string[] = [];
  const answers = script.values();
  const result = await runSteps(async (step) => {
    const ask = (name: string) =>
      step<string>('user', async (canGoBack) => {
        shown.push(`${name}${canGoBack ? ' <' : ''}`);
        return answers.next().value ?? '';
      });
    const kind = await ask('kind');
    const host = await ask('host');
    const partition = await step('program', async () => {
      shown.push(`query ${host}`);
      return `partition of ${host}`;
    });
    return [kind, host, await ask(partition), await ask('nodes')];
  });
  return { result, shown };
}

describe('runSteps', () => {
  it('asks each question once', async () => {
    expect(await runScript(['slurm', 'here', 'gpu', '2'])).toEqual({
      result: ['slurm', 'here', 'gpu', '2'],
      shown: ['kind', 'host <', 'query here', 'partition of here <', 'nodes <'],
    });
  });

  it('lead back to the one before; what was valueOf earlier stays, and no program is asked again for nothing', async () => {
    const { result, shown } = await runScript(['slurm', 'here', 'gpu', BACK, 'debug', '1']);
    expect(result).toEqual(['slurm', 'here', 'debug', '1']);
    expect(shown.filter((title) => title.startsWith('query'))).toEqual(['query here']);
  });

  it('lead back as far as one likes; what follows from an answer is then asked anew', async () => {
    const { result, shown } = await runScript(['slurm', 'here', BACK, BACK, 'kubernetes', 'there', 'gpu', '1']);
    expect(result).toEqual(['kubernetes', 'there', 'gpu', '1']);
    expect(shown.filter((title) => title.startsWith('query'))).toEqual(['query here', 'query there']);
  });
});
