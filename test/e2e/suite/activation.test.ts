import { strict as assert } from 'node:assert';
import { findings, open, untilFindings } from './editor';
import { extension, isServerRunning, serverProcesses } from './extension';
import { never, until } from './poll';

// This suite comes first by its name: it needs an editor in which nothing was opened before.
describe('the server', () => {
  it('does not start for scripts and YAML files that have nothing to do with training', async () => {
    await open('unrelated/deploy.sh');
    await open('unrelated/compose.yaml');
    await until('the extension is active', () => extension().isActive);
    await never('a server was started', () => isServerRunning() || serverProcesses().length > 0, 1);
  });

  it('starts for a training script, and for it alone', async () => {
    const script = await open('broken.sh');
    await until('the server runs', isServerRunning);
    await untilFindings(script, ['cli.bool: error']);
    assert.equal(serverProcesses().length, 1);
  });

  it('then still says nothing about other files', async () => {
    const [deploy, compose] = [await open('unrelated/deploy.sh'), await open('unrelated/compose.yaml')];
    // Findings leave in the order in which files were opened, so those of a later file are the sign to look.
    await untilFindings(await open('broken.yaml'), ['cli.bool: error']);
    for (const { document } of [deploy, compose]) assert.deepEqual(findings(document.uri), []);
  });
});
