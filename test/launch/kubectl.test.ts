import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterTarget } from '../../client/src/launch/clusters/cluster';
import { yaml } from '../../server/src/core/syntax/yaml/yamlSyntax';
import { findOnPath } from '../host/process.mjs';
import { CANARIES, HOSTILE_WORDS } from '../support/hostileWords';
import { createSilentPlan, kubernetesTarget, manifestOf, planProblemsOf, quoteYaml } from '../support/launchPlans';
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

  describe('with an API server that only knows the kinds', () => {
    let server: Server;
    beforeAll(async () => {
      server = createDiscoveryServer();
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    });
    afterAll(() => server?.close());

    it.each(['PyTorchJob', 'TrainJob'] as const)('reads every hostile text of a %s unchanged', async (resource) => {
      const texts = [...HOSTILE_WORDS, ...CANARIES];
      const flags = texts.map((text) => `${quoteYaml(`x${text}`)}: [${quoteYaml(text)}, ${quoteYaml(text)}]\n`);
      const variables = texts.map((text, index) => `  X${index}: ${quoteYaml(text)}\n`);
      const target = kubernetesTarget(resource, {
        nodeSelector: Object.fromEntries(['yes', 'on', '1', '~'].map((text) => [text, text])),
        environment: { TARGET: CANARIES.join('') },
      });
      const plan = createSilentPlan(folder, {
        text: `# preflight:\nENV:\n${variables.join('')}${flags.join('')}lr: 1e-5\n`,
        syntax: yaml,
        target,
        settings: { name: `${CANARIES.join('').replaceAll('/', '')}.yaml` },
      });
      expect(planProblemsOf(plan)).toEqual([]);
      const { port } = server.address() as AddressInfo;
      const argv = [`--server=http://127.0.0.1:${port}`, `--cache-dir=${folder}/cache`, 'create', '--dry-run=client'];
      const received = JSON.parse(
        await pipe(['kubectl', ...argv, '--validate=false', '-f', '-', '-o', 'json'], plan.files[0]?.text ?? ''),
      );
      const sent = manifestOf(plan);
      expect(received).toEqual({ ...sent, metadata: { ...sent.metadata, namespace: 'default' } });
    });
  });
});

/** Runs a program with an input and resolves to its output. */
const pipe = ([program = '', ...args]: string[], input: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = execFile(program, args, (error, stdout, stderr) => (error ? reject(Error(stderr)) : resolve(stdout)));
    child.stdin?.end(input);
  });

/** Creates an API server on this machine that lists the kinds of Kubeflow, which is all that a dry run of kubectl reads. */
function createDiscoveryServer(): Server {
  const kinds = [
    ['kubeflow.org', 'v1', 'PyTorchJob'],
    ['trainer.kubeflow.org', 'v1alpha1', 'TrainJob'],
  ] as const;
  const versionOf = (group: string, version: string) => ({ groupVersion: `${group}/${version}`, version });
  const answers: Record<string, object> = {
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/api/v1': { kind: 'APIResourceList', groupVersion: 'v1', resources: [] },
    '/apis': {
      kind: 'APIGroupList',
      groups: kinds.map(([name, version]) => ({
        name,
        versions: [versionOf(name, version)],
        preferredVersion: versionOf(name, version),
      })),
    },
    ...Object.fromEntries(
      kinds.map(([group, version, kind]) => [
        `/apis/${group}/${version}`,
        {
          kind: 'APIResourceList',
          groupVersion: `${group}/${version}`,
          resources: [{ name: `${kind.toLowerCase()}s`, namespaced: true, kind, verbs: ['create'] }],
        },
      ]),
    ),
  };
  return createServer(({ url = '' }, response) => {
    const answer = answers[url.replace(/\?.*/, '')];
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  });
}
