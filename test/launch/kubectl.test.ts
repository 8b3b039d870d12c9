import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterTarget } from '../../client/src/launch/clusters/cluster';
import { findOnPath } from '../host/process.mjs';
import { createPlan } from './createPlan';
import { clusterOf, failureIdOf } from './realCluster';

// These failures need no API server. Those that do are tested with their texts in test/client.
describe.skipIf(!findOnPath('kubectl'))('kubectl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-kube-'));
  const target = (fields: object = {}): ClusterTarget => ({
    kind: 'kubernetes',
    name: 'k',
    image: 'registry/image:1',
    resource: 'PyTorchJob',
    nodes: 1,
    gpusPerNode: 1,
    ...fields,
  });
  const validate = async (fields: object = {}) =>
    failureIdOf(await clusterOf(target(fields)).validate(createPlan('megatron sft --lr 1\n', target(fields), folder)));

  beforeAll(() => {
    process.env.KUBECONFIG = join(folder, 'config');
  });
  afterAll(() => {
    delete process.env.KUBECONFIG;
    rmSync(folder, { recursive: true, force: true });
  });

  it('explains a missing context', async () => {
    writeFileSync(join(folder, 'config'), 'apiVersion: v1\nkind: Config\n');
    expect(await validate({ context: 'nowhere' })).toBe('kubectl.no-context');
  });

  it('explains a missing kubeconfig', async () => {
    rmSync(join(folder, 'config'), { force: true });
    expect(await validate()).toBe('kubectl.no-config');
    expect(failureIdOf(await clusterOf(target()).status(['a']))).toBe('kubectl.no-config');
  });

  it('explains a context without a login, for which kubectl asks for a user name', async () => {
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:9' } }],
      contexts: [{ name: 'here', context: { cluster: 'c', user: '' } }],
      'current-context': 'here',
    };
    writeFileSync(join(folder, 'config'), JSON.stringify(config));
    expect(await validate()).toBe('kubectl.prompt');
    const plan = createPlan('megatron sft --lr 1\n', target(), folder);
    const answer = await clusterOf(target()).submit(plan);
    // With the manifest on its standard input, kubectl would read a user name and ask for a password.
    expect('failure' in answer && answer.failure.detail).not.toMatch(/Password/);
    expect(failureIdOf(await clusterOf(target()).status(['a']))).toBe('kubectl.prompt');
  });

  it('explains a cluster that cannot be reached', async () => {
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:9' } }],
      contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
      users: [{ name: 'u', user: { token: 't' } }],
      'current-context': 'here',
    };
    writeFileSync(join(folder, 'config'), JSON.stringify(config));
    expect(await validate()).toBe('kubectl.unreachable');
    expect(await validate({ context: 'here' })).toBe('kubectl.unreachable');
    expect(failureIdOf(await clusterOf(target()).status(['a']))).toBe('kubectl.unreachable');
  });
});
