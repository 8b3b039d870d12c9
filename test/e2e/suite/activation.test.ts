import { strict as assert } from 'node:assert';
import { listFindings, openFile, waitForFindings } from './editor';
import { findExtension, isServerRunning, listServerProcesses } from './extension';
import { expectNever, waitUntil } from './poll';

// The name sorts this suite first: it needs an editor without any earlier document.
describe('the start of the server', () => {
  it('does not happen for unrelated scripts and YAML files', async () => {
    await openFile('unrelated/deploy.sh');
    await openFile('unrelated/compose.yaml');
    await waitUntil('the extension is active', () => findExtension().isActive);
    await expectNever('a server was started', () => isServerRunning() || listServerProcesses().length > 0, 1);
  });

  it('happens once for a training script', async () => {
    const script = await openFile('broken.sh');
    await waitUntil('the server runs', isServerRunning);
    await waitForFindings(script, ['cli.bool: error']);
    assert.equal(listServerProcesses().length, 1);
  });

  it('leads to no findings in unrelated files', async () => {
    const [deploy, compose] = [await openFile('unrelated/deploy.sh'), await openFile('unrelated/compose.yaml')];
    // Findings are published in the order in which files are opened, so those of a later file arrive last.
    await waitForFindings(await openFile('broken.yaml'), ['cli.bool: error']);
    for (const { document } of [deploy, compose]) assert.deepEqual(listFindings(document.uri), []);
  });
});
