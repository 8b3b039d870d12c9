import { describe, expect, it } from 'vitest';
import { NO_MACHINE } from '../../server/src/lsp/machine';
import { startInProcess } from '../support/inProcess';
import { service } from '../support/service';

describe('many open documents of one folder', () => {
  it('share the search for their release, which each opened document repeats once', async () => {
    const documents = 40;
    let searches = 0;
    const findRelease = () => {
      searches++;
      return { version: '4.5.2', from: 'pin', evidence: 'requirements.txt' } as const;
    };
    const server = await startInProcess(service, { ...NO_MACHINE, findRelease });
    const uriOf = (index: number): string => `file:///w/run-${index}.sh`;
    for (let index = 0; index < documents; index++) {
      server.open(uriOf(index), 'megatron sft --no_such_flag 1\n');
      await server.hover(uriOf(index), 0, 0);
    }
    for (const index of [0, documents - 1]) {
      const [finding] = await server.diagnostics(uriOf(index));
      expect(finding?.message).toContain('ms-swift 4.5.2 has no flag');
    }
    expect(searches).toBeGreaterThan(0);
    expect(searches).toBeLessThanOrEqual(documents);
    server.stop();
  });
});
