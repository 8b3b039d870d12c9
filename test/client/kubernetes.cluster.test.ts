import { describe, expect, it } from 'vitest';
import { createCluster } from '../../client/src/launch/clusters';
import type { ClusterTarget } from '../../client/src/launch/clusters/cluster';
import type { ProcessResult, RunProcess } from '../../client/src/launch/process/run';
import { planned } from '../launch/planned';

/** No API server can be had here: kubectl's answers are texts, and every word that it would be given is looked at. */

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
const plan = planned('megatron sft --lr 1\n', target, '/w');

/** An engine whose kubectl answers each question by what it begins with, and what it was asked. */
function asked(answers: Record<string, Partial<ProcessResult>>, over: object = {}) {
  const questions: { words: string; input?: string | undefined }[] = [];
  const run: RunProcess = async (argv, { input } = {}) => {
    const words = argv.join(' ');
    questions.push({ words, ...(input !== undefined && { input }) });
    const [, answer = {}] = Object.entries(answers).find(([part]) => words.includes(part)) ?? [];
    return { argv, ended: 'exit', code: 0, stdout: '', stderr: '', ...answer };
  };
  return { engine: createCluster({ ...target, ...over } as ClusterTarget, run), questions };
}

const job = (name: string, state: string, fingerprint = 'other') => ({
  metadata: { name, labels: { 'preflight/fingerprint': fingerprint } },
  status: { conditions: [{ type: state, status: 'True' }] },
});
const listed = (...items: object[]): Partial<ProcessResult> => ({ stdout: JSON.stringify({ kind: 'List', items }) });
const WHERE = 'kubectl --context=lab --namespace=team';
const REFUSED: Partial<ProcessResult> = { code: 1, stderr: 'Error from server (Forbidden): jobs is forbidden' };

describe('the engine of Kubernetes', () => {
  it('shows the manifest to the API server before anything is submitted, and creates just that', async () => {
    const { engine, questions } = asked({ create: { stdout: 'pytorchjob.kubeflow.org/train-x1 created\n' } });
    expect(await engine.validate(plan)).toEqual({ value: 'The cluster would take it.' });
    expect(await engine.submit(plan)).toEqual({ value: 'train-x1' });
    const [first, second, ...more] = questions;
    expect(more).toEqual([]);
    expect(first?.words).toContain('--dry-run=server');
    expect(second?.words).not.toContain('--dry-run');
    expect([first?.input, second?.input]).toEqual([plan.files[0]?.text, plan.files[0]?.text]);
    expect(second?.words.startsWith(`${WHERE} create`)).toBe(true);
  });

  it('says what kubectl refuses, whatever it was asked', async () => {
    const { engine } = asked({ kubectl: REFUSED });
    const refused = { failure: { id: 'kubectl.forbidden' } };
    expect(await engine.validate(plan)).toMatchObject(refused);
    expect(await engine.submit(plan)).toMatchObject(refused);
    expect(await engine.findDuplicate(plan)).toMatchObject(refused);
    expect(await engine.status(['a'])).toMatchObject(refused);
    expect(await engine.finalStatus('a')).toMatchObject(refused);
    expect(await engine.cancel('a')).toMatchObject(refused.failure);
  });

  it('knows the same job again, as long as it is not over', async () => {
    const same = async (...states: string[]) => {
      const jobs = states.map((state, index) => job(`job-${index}`, state, plan.fingerprint));
      return asked({ 'get pytorchjobs.kubeflow.org': listed(job('another', 'Running'), ...jobs) }).engine.findDuplicate(
        plan,
      );
    };
    expect(await same('Created')).toEqual({ value: 'job-0' });
    expect(await same('Failed', 'Running')).toEqual({ value: 'job-1' });
    expect(await same('Succeeded', 'Failed')).toEqual({ value: undefined });
  });

  it('tells of each job where its pods run, or why they do not; one that is gone is missing', async () => {
    const pods = (name: string, ...items: object[]) => ({
      [`--selector=training.kubeflow.org/job-name=${name} `]: listed(...items),
    });
    const waiting = { containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff' } } }] };
    const { engine, questions } = asked({
      ...pods('a', { kind: 'Pod', spec: { nodeName: 'n1' } }),
      ...pods('b', { kind: 'Pod', status: waiting }),
      ...pods('c', { kind: 'Pod', status: waiting }),
      'get pytorchjobs': listed(job('a', 'Running'), job('b', 'Created'), job('c', 'Failed')),
    });
    const seen = await engine.status(['a', 'b', 'c', 'gone']);
    expect('value' in seen && Object.fromEntries(seen.value)).toMatchObject({
      a: { phase: 'running', words: 'runs', nodes: 'n1' },
      b: { phase: 'waiting', words: 'waits for its pods: its image cannot be pulled' },
      c: { phase: 'failed', words: 'failed' },
    });
    expect('value' in seen && seen.value.has('gone')).toBe(false);
    expect(questions[0]?.words).toBe(
      `${WHERE} get pytorchjobs.kubeflow.org a b c gone --ignore-not-found --output=json`,
    );
  });

  it('deletes a job that is cancelled, and reads the logs of all its pods', async () => {
    const { engine, questions } = asked({}, { resource: 'TrainJob' });
    expect(await engine.cancel('run-1')).toBeUndefined();
    expect(questions.map(({ words }) => words)).toEqual([
      `${WHERE} delete trainjobs.trainer.kubeflow.org run-1 --wait=false`,
    ]);
    const logs = `${WHERE} logs --selector=jobset.sigs.k8s.io/jobset-name=run-1 --prefix --max-log-requests=256`;
    expect((await engine.followCommand('run-1', undefined))?.join(' ')).toBe(`${logs} --follow --tail=20000`);
    expect((await engine.tailCommand('run-1', undefined))?.join(' ')).toBe(`${logs} --tail=20000`);
  });

  it('asks the cluster of the moment where the target names none', async () => {
    const { engine, questions } = asked({}, { context: undefined, namespace: undefined });
    await engine.cancel('run-1');
    expect(questions[0]?.words).toMatch(/^kubectl delete /);
  });
});
