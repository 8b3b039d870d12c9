import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLUSTER_KINDS, createCluster } from '../../client/src/launch/clusters';
import type { ClusterTarget } from '../../client/src/launch/clusters/cluster';
import { pollJobs } from '../../client/src/launch/jobs/poll';
import { failureOf } from '../../client/src/launch/process/failure';
import type { ProcessResult, RunProcess } from '../../client/src/launch/process/run';
import { createPlan } from '../launch/createPlan';
import { KUBECTL_RELEASES, kubectlResultOf } from './kubernetesReplies';
import { createSlurmJob } from './slurmJob';

const target: ClusterTarget = {
  kind: 'kubernetes',
  name: 'k',
  image: 'registry/image:1',
  resource: 'PyTorchJob',
  nodes: 1,
  gpusPerNode: 1,
};
const plan = createPlan('megatron sft --lr 1\n', target, '/w');

const createReplyingCluster = (result: ProcessResult) => {
  const run: RunProcess = async (argv) => ({ ...result, argv });
  return createCluster(target, run);
};

const explain = (release: string, situation: string) =>
  failureOf(kubectlResultOf(release, situation), CLUSTER_KINDS.kubernetes.failures);

/** Situations with the id of their failure, and a part of the reason that is shown. */
const FAILURES: [situation: string, id: string, why?: RegExp][] = [
  ['invalid-one', 'kubectl.invalid', /^spec\.pytorchReplicaSpecs\.Master\.replicas: Invalid value/],
  ['invalid-required', 'kubectl.invalid', /^spec\.pytorchReplicaSpecs: Required value\.$/],
  ['invalid-name', 'kubectl.invalid', /^metadata\.name: Invalid value: "Not_valid"/],
  ['forbidden', 'kubectl.forbidden', /^User "ana" cannot create resource .* in the namespace "default"\.$/],
  ['forbidden-list', 'kubectl.forbidden', /^User "ana" cannot list resource .* in the namespace "default"\.$/],
  ['limits', 'kubectl.forbidden', /^maximum cpu .* limit is 64; maximum memory .* limit is 512Gi\.$/],
  [
    'quota',
    'kubectl.quota',
    /count\/pytorchjobs\.kubeflow\.org: 1 requested, 4 of 4 in use, requests\.nvidia\.com\/gpu: 16 requested, 24 of 32/,
  ],
  ['terminating', 'kubectl.terminating'],
  ['namespace', 'kubectl.namespace'],
  ['exists', 'kubectl.exists'],
  ['webhook', 'kubectl.webhook', /^spec\.pytorchReplicaSpecs\[Master\]\.replicas: Invalid value: 2: must be 1\.$/],
  ['webhook-lines', 'kubectl.webhook', /^\[require-team\] .*; \[allowed-images\] .*\.$/],
  ['webhook-kyverno', 'kubectl.webhook', /hostPath volumes are forbidden/],
  ['webhook-silent', 'kubectl.webhook', /^It gave no reason\.$/],
  ['webhook-down', 'kubectl.webhook-down', /validator\.pytorchjob\.training-operator\.kubeflow\.org/],
  ['policy', 'kubectl.policy', /^at most 16 GPUs for each job\.$/],
  ['internal', 'kubectl.busy'],
  ['busy', 'kubectl.busy'],
  ['too-many', 'kubectl.busy'],
  ['warning', 'kubectl.forbidden'],
  ['unauthorized', 'kubectl.login'],
  ['unauthorized-get', 'kubectl.login'],
  ['exec-missing', 'kubectl.login', /no-such-auth-plugin, which was not found/],
  ['exec-failed', 'kubectl.login', /exit code 255: ERROR: your session has expired, run login\.$/],
  ['exec-failed-get', 'kubectl.login', /exit code 255: ERROR: your session has expired, run login\.$/],
  ['exec-silent', 'kubectl.login'],
  ['prompt', 'kubectl.prompt'],
  ['prompt-get', 'kubectl.prompt'],
  ['missing-user', 'kubectl.prompt'],
  ['certificate', 'kubectl.certificate'],
  ['not-listening', 'kubectl.unreachable'],
  ['no-name', 'kubectl.unreachable'],
  ['no-config', 'kubectl.no-config'],
  ['no-config-get', 'kubectl.no-config'],
  ['no-current-context', 'kubectl.no-config'],
  ['missing-cluster', 'kubectl.no-config'],
  ['no-kind', 'kubectl.crd-missing'],
  ['no-kind-get', 'kubectl.crd-missing'],
  ['stale-create', 'kubectl.crd-missing'],
  ['stale-get', 'kubectl.crd-missing'],
  ['cancel-deleted', 'kubectl.not-found'],
];

/** Failures whose reason kubectl 1.27 does not print. */
const LATER_FAILURES: [situation: string, id: string][] = [
  ['unknown-context', 'kubectl.no-context'],
  ['missing-current-context', 'kubectl.no-context'],
  ['bad-config', 'kubectl.bad-config'],
  ['exec-version', 'kubectl.login'],
  ['auth-provider', 'kubectl.login'],
];

describe.each(KUBECTL_RELEASES)('the Kubernetes cluster with replies of kubectl %s', (release) => {
  it.each(FAILURES)('explains a failure: %s', (situation, id, why) => {
    const failure = explain(release, situation);
    expect(failure?.id).toBe(id);
    if (why) expect(failure?.why).toMatch(why);
    for (const text of [failure?.what, failure?.why, failure?.advice])
      expect(text).toMatch(/^[^\n{}]{5,}\.$|\{"team"\}/);
  });

  it.each(LATER_FAILURES)('explains a kubeconfig that is wrong: %s', (situation, id) => {
    expect(explain(release, situation)?.id).toBe(release.startsWith('1.27') ? 'kubectl.bad-config' : id);
  });

  it('names all causes of an invalid manifest', () => {
    const fields = ['Master.replicas', 'runPolicy.backoffLimit', 'spec.nprocPerNode'];
    for (const field of fields) expect(explain(release, 'invalid')?.why).toContain(field);
    expect(explain(release, 'invalid')?.why).not.toContain('<nil>');
    expect(explain(release, 'strict')?.why).toBe(
      'unknown field "spec.nodes"; unknown field "spec.pytorchReplicaSpecs.Master.replicaz"; unknown field "spec.pytorchReplicaSpecs.Master.template.spec.containers[0].imagee".',
    );
  });

  it('accepts a plan, and returns the name of a job', async () => {
    expect(await createReplyingCluster(kubectlResultOf(release, 'dry-run')).validate(plan)).toEqual({
      value: 'The cluster would accept it.',
    });
    expect(await createReplyingCluster(kubectlResultOf(release, 'created')).submit(plan)).toEqual({
      value: expect.stringMatching(/^train-\w{5}$/),
    });
  });

  it('reports a deleted job as lost, and says so', async () => {
    const job = { ...createSlurmJob('megatron sft', 'run-1'), target };
    const run: RunProcess = async (argv) =>
      argv.includes('get')
        ? kubectlResultOf(release, 'deleted')
        : { argv, ended: 'exit', code: 0, stdout: '', stderr: '' };
    const { changed, failures } = await pollJobs([job], () => createCluster(target, run), run);
    expect(failures.size).toBe(0);
    expect(changed[0]?.status).toEqual({
      phase: 'unknown',
      state: 'LOST',
      words: 'was deleted from the cluster, with its logs; whether it had succeeded is unknown',
    });
  });

  it('keeps the state of a job while the cluster does not know its kind, or the login has expired', async () => {
    const job = { ...createSlurmJob('megatron sft', 'run-1'), target };
    for (const situation of ['stale-get', 'no-kind-get', 'unauthorized-get', 'forbidden-list', 'busy']) {
      const run: RunProcess = async () => kubectlResultOf(release, situation);
      const { changed, failures } = await pollJobs([job], () => createCluster(target, run), run);
      expect([changed, [...failures.keys()]]).toEqual([[], ['k']]);
    }
  });

  it('returns the jobs that exist when another one was deleted', async () => {
    const answer = await createReplyingCluster(kubectlResultOf(release, 'one-deleted')).status(['run-1', 'run-2']);
    expect('value' in answer && [...answer.value.keys()]).toEqual(['run-2']);
  });

  it('reads one job, a list, and an empty list', async () => {
    const statusOf = async (situation: string) => {
      const answer = await createReplyingCluster(kubectlResultOf(release, situation)).status(['run-1']);
      return 'value' in answer ? [...answer.value].map(([name, { words }]) => `${name} ${words}`) : answer.failure.id;
    };
    expect(await statusOf('get')).toEqual(['run-1 is waiting for its operator']);
    expect(await statusOf('list')).toEqual(['run-1 is waiting for its operator', 'run-2 is waiting for its operator']);
    expect(await statusOf('empty-list')).toEqual([]);
  });

  it('cancels a job that has already been deleted', async () => {
    for (const situation of ['cancel', 'cancel-deleted'])
      expect(await createReplyingCluster(kubectlResultOf(release, situation)).cancel('run-1')).toBeUndefined();
  });

  it('never throws, and never reports success for a changed reply to a failed request', async () => {
    const piece = fc.constantFrom(
      '',
      '\n',
      '"',
      ': ',
      ' is invalid: ',
      '[',
      '* ',
      'denied the request',
      'exceeded quota: ',
      '\u0000',
    );
    const edit = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(30), piece);
    const situations = [...FAILURES, ...LATER_FAILURES].map(([situation]) => situation);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...situations), fc.array(edit, { maxLength: 4 }), async (situation, edits) => {
        const change = (text: string): string =>
          edits.reduce((changed, [at, length, inserted]) => {
            const start = Math.floor(at * changed.length);
            return changed.slice(0, start) + inserted + changed.slice(start + length);
          }, text);
        const { stdout, stderr, ...result } = kubectlResultOf(release, situation);
        const cluster = createReplyingCluster({ ...result, stdout: change(stdout), stderr: change(stderr) });
        const answers = [await cluster.validate(plan), await cluster.submit(plan)];
        for (const answer of answers) {
          if (!('failure' in answer)) throw new Error(`accepted: ${JSON.stringify(answer)}`);
          expect(answer.failure.why).not.toMatch(/\n/);
        }
      }),
      { numRuns: 150 },
    );
  });
});
