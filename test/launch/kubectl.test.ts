import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterTarget } from '../../client/src/launch/clusters/cluster';
import { findOnPath } from '../host/process.mjs';
import { createPlan } from './createPlan';
import { engine, failureOf } from './realCluster';

// No API server can be had here, so what needs one is tested by its texts in test/client. This is what kubectl itself says.
describe.skipIf(!findOnPath('kubectl'))('kubectl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-kube-'));
  const target = (over: object = {}): ClusterTarget => ({
    kind: 'kubernetes',
    name: 'k',
    image: 'registry/image:1',
    resource: 'PyTorchJob',
    nodes: 1,
    gpusPerNode: 1,
    ...over,
  });
  const ask = async (over: object = {}) =>
    failureOf(await engine(target(over)).validate(createPlan('megatron sft --lr 1\n', target(over), folder)));

  beforeAll(() => {
    process.env.KUBECONFIG = join(folder, 'config');
  });
  afterAll(() => {
    delete process.env.KUBECONFIG;
    rmSync(folder, { recursive: true, force: true });
  });

  it('says that its context is not there', async () => {
    writeFileSync(join(folder, 'config'), 'apiVersion: v1\nkind: Config\n');
    expect(await ask({ context: 'nowhere' })).toBe('kubectl.no-context');
  });

  it('says that the cluster cannot be reached', async () => {
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:9' } }],
      contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
      users: [{ name: 'u', user: { token: 't' } }],
      'current-context': 'here',
    };
    writeFileSync(join(folder, 'config'), JSON.stringify(config));
    expect(await ask()).toBe('kubectl.unreachable');
    expect(await ask({ context: 'here' })).toBe('kubectl.unreachable');
    expect(failureOf(await engine(target()).status(['a']))).toBe('kubectl.unreachable');
  });
});
