import { describe, expect, it } from 'vitest';
import { createCluster } from '../../client/src/launch/clusters';
import type { ClusterTarget } from '../../client/src/launch/clusters/cluster';
import type { ProcessResult, RunProcess } from '../../client/src/launch/process/run';
import { createPlan } from '../launch/createPlan';

/** Without an API server, the tests inspect every command of kubectl and answer it with texts. */

const target: ClusterTarget = {
  kind: 'kubernetes',
  name: 'k',
  image: 'registry/image:1',
  resource: 'PyTorchJob',
  nodes: 2,
  gpusPerNode: 8,
  context: 'lab',
  namespace: 'team',
};
const plan = createPlan('megatron sft --lr 1\n', target, '/w');

/** Creates a cluster whose kubectl answers each command by a part of it, and records all commands. */
function createFakeCluster(answers: Record<string, Partial<ProcessResult>>, fields: object = {}) {
  const commands: { line: string; options: Parameters<RunProcess>[1] }[] = [];
  const run: RunProcess = async (argv, options) => {
    const line = argv.join(' ');
    commands.push({ line, options });
    const [, answer = {}] = Object.entries(answers).find(([part]) => line.includes(part)) ?? [];
    return { argv, ended: 'exit', code: 0, stdout: '', stderr: '', ...answer };
  };
  return { cluster: createCluster({ ...target, ...fields } as ClusterTarget, run), commands };
}

const createJobResource = (name: string, state: string, fingerprint = 'other') => ({
  kind: 'PyTorchJob',
  metadata: { name, labels: { 'preflight/fingerprint': fingerprint } },
  status: { conditions: [{ type: state, status: 'True' }] },
});
const createList = (...items: object[]): Partial<ProcessResult> => ({
  stdout: JSON.stringify({ kind: 'List', items }),
});
const KUBECTL = 'kubectl --context=lab --namespace=team';
const FORBIDDEN: Partial<ProcessResult> = { code: 1, stderr: 'Error from server (Forbidden): jobs is forbidden' };

describe('the Kubernetes cluster', () => {
  it('validates the manifest by a dry run of the API server, and creates the same manifest', async () => {
    const { cluster, commands } = createFakeCluster({
      create: { stdout: 'pytorchjob.kubeflow.org/train-x1 created\n' },
    });
    expect(await cluster.validate(plan)).toEqual({ value: 'The cluster would accept it.' });
    expect(await cluster.submit(plan)).toEqual({ value: 'train-x1' });
    const [validation, submission, ...more] = commands;
    expect(more).toEqual([]);
    expect(validation?.line).toContain('--dry-run=server');
    expect(submission?.line).not.toContain('--dry-run');
    const [file] = plan.files;
    for (const command of [validation, submission]) {
      expect(command?.line).toContain(` -f ${file?.name} `);
      expect(command?.options).toMatchObject({ file: { name: file?.name, text: file?.text } });
    }
    expect(submission?.line.startsWith(`${KUBECTL} create`)).toBe(true);
  });

  it('never gives kubectl a text on its standard input, where it may ask for a user name', async () => {
    const { cluster, commands } = createFakeCluster({});
    await cluster.validate(plan);
    await cluster.submit(plan);
    await cluster.findDuplicate(plan);
    await cluster.status(['a']);
    await cluster.finalStatus('a');
    await cluster.cancel('a');
    for (const { options } of commands) expect(options).not.toHaveProperty('input');
    for (const { line } of commands) expect(line).not.toMatch(/ -f -(?: |$)/);
  });

  it('passes the manifest of a plan that an earlier release has stored as a file', async () => {
    const { cluster, commands } = createFakeCluster({ create: { stdout: 'pytorchjob.kubeflow.org/train-x1\n' } });
    const submit = { argv: ['kubectl', 'create', '-f', '-'], stdin: plan.files[0]?.name ?? '', commandLine: '' };
    await cluster.submit({ ...plan, submit });
    expect(commands[0]?.line).toBe(`kubectl create -f ${plan.files[0]?.name}`);
    expect(commands[0]?.options).toMatchObject({ file: { text: plan.files[0]?.text } });
  });

  it('reports neither an accepted plan nor a submitted job when the answer of kubectl is unknown', async () => {
    for (const stdout of ['', 'Please wait\n', '{"kind":"Status"}', 'pod/a created', 'a/b\n']) {
      const { cluster } = createFakeCluster({ create: { stdout } });
      expect(await cluster.validate(plan)).toMatchObject({ failure: { id: 'kubectl.no-name' } });
      expect(await cluster.submit(plan)).toMatchObject({ failure: { id: 'kubectl.no-name' } });
    }
  });

  it('returns the failure of kubectl for every request', async () => {
    const { cluster } = createFakeCluster({ kubectl: FORBIDDEN });
    const forbidden = { failure: { id: 'kubectl.forbidden' } };
    expect(await cluster.validate(plan)).toMatchObject(forbidden);
    expect(await cluster.submit(plan)).toMatchObject(forbidden);
    expect(await cluster.findDuplicate(plan)).toMatchObject(forbidden);
    expect(await cluster.status(['a'])).toMatchObject(forbidden);
    expect(await cluster.finalStatus('a')).toMatchObject(forbidden);
    expect(await cluster.cancel('a')).toMatchObject(forbidden.failure);
  });

  it('finds a duplicate that has not ended', async () => {
    const findDuplicate = async (...states: string[]) => {
      const jobs = states.map((state, index) => createJobResource(`job-${index}`, state, plan.fingerprint));
      return createFakeCluster({
        'get pytorchjobs.kubeflow.org': createList(createJobResource('another', 'Running'), ...jobs),
      }).cluster.findDuplicate(plan);
    };
    expect(await findDuplicate('Created')).toEqual({ value: 'job-0' });
    expect(await findDuplicate('Failed', 'Running')).toEqual({ value: 'job-1' });
    expect(await findDuplicate('Succeeded', 'Failed')).toEqual({ value: undefined });
  });

  it('returns the nodes of each job or the reason for waiting, and omits missing jobs', async () => {
    const pods = (name: string, ...items: object[]) => ({
      [`--selector=training.kubeflow.org/job-name=${name} `]: createList(...items),
    });
    const waiting = { containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff' } } }] };
    const { cluster, commands } = createFakeCluster({
      ...pods('a', { kind: 'Pod', spec: { nodeName: 'n1' } }),
      ...pods('b', { kind: 'Pod', status: waiting }),
      ...pods('c', { kind: 'Pod', status: waiting }),
      'get pytorchjobs': createList(
        createJobResource('a', 'Running'),
        createJobResource('b', 'Created'),
        createJobResource('c', 'Failed'),
      ),
    });
    const answer = await cluster.status(['a', 'b', 'c', 'gone']);
    expect('value' in answer && Object.fromEntries(answer.value)).toMatchObject({
      a: { phase: 'running', words: 'is running', nodes: 'n1' },
      b: { phase: 'waiting', words: 'is waiting for its pods: its image cannot be pulled' },
      c: { phase: 'failed', words: 'failed' },
    });
    expect('value' in answer && answer.value.has('gone')).toBe(false);
    expect(commands[0]?.line).toBe(`${KUBECTL} get pytorchjobs.kubeflow.org a b c gone --output=json`);
  });

  it('deletes a cancelled job, and reads the logs of all its pods', async () => {
    const { cluster, commands } = createFakeCluster({}, { resource: 'TrainJob' });
    expect(await cluster.cancel('run-1')).toBeUndefined();
    expect(commands.map(({ line }) => line)).toEqual([
      `${KUBECTL} delete trainjobs.trainer.kubeflow.org run-1 --wait=false`,
    ]);
    const logs = `${KUBECTL} logs --selector=jobset.sigs.k8s.io/jobset-name=run-1 --prefix --max-log-requests=256`;
    expect((await cluster.followCommand('run-1', undefined))?.join(' ')).toBe(`${logs} --follow --tail=20000`);
    expect((await cluster.tailCommand('run-1', undefined))?.join(' ')).toBe(`${logs} --tail=20000`);
  });

  it('uses the current context when the target has none', async () => {
    const { cluster, commands } = createFakeCluster({}, { context: undefined, namespace: undefined });
    await cluster.cancel('run-1');
    expect(commands[0]?.line).toMatch(/^kubectl delete /);
  });
});
