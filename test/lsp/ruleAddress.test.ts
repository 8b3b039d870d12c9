import { describe, expect, it } from 'vitest';
import { startInProcess } from '../support/inProcess';
import { service } from '../support/service';

const uri = 'file:///w/a.sh';
const TEXT = '# preflight: ms-swift=4.5.2\nNPROC_PER_NODE=8 megatron sft --packing ture\n';

describe('the page of a finding, in an editor that opens no pages of the server', () => {
  it('is on the site of the documentation once that has an address', async () => {
    const ruleAddress = (id: string): string => `https://docs.example.org/rules/${id}.html`;
    const server = await startInProcess({ ...service, ruleAddress });
    server.open(uri, TEXT);
    const [finding] = await server.diagnostics(uri);
    expect(finding?.codeDescription).toEqual({ href: 'https://docs.example.org/rules/cli.bool.html' });
    server.stop();
  });

  it('is left out while there is no address', async () => {
    const server = await startInProcess({ ...service, ruleAddress: () => undefined });
    server.open(uri, TEXT);
    const [finding] = await server.diagnostics(uri);
    expect(finding).toMatchObject({ code: 'cli.bool' });
    expect(finding).not.toHaveProperty('codeDescription');
    server.stop();
  });
});
