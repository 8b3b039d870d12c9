import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJobs } from '../../client/src/launch/clusters/kubernetes/job';
import { readPods } from '../../client/src/launch/clusters/kubernetes/pods';

const NOW = Date.parse('2026-01-02T03:00:00Z');

/** Creates a job as the API server returns it, with conditions that are true. */
const createJobText = (...conditions: [type: string, message?: string][]) =>
  JSON.stringify({
    kind: 'PyTorchJob',
    metadata: { name: 'run-1', annotations: { 'preflight/fingerprint': 'abc' } },
    status: {
      startTime: '2026-01-01T01:59:00Z',
      conditions: [
        { type: 'Created', status: 'True' },
        ...conditions.map(([type, message]) => ({ type, status: 'True', message })),
      ],
    },
  });

describe('readJobs', () => {
  it.each([
    [[], 'waiting', 'is waiting for its pods'],
    [[['Running']], 'running', 'is running'],
    [[['Running'], ['Restarting']], 'running', 'is restarting'],
    [[['Succeeded']], 'succeeded', 'succeeded'],
    [[['Complete']], 'succeeded', 'succeeded'],
    [[['Failed', 'Worker-1 exited with 1']], 'failed', 'failed: Worker-1 exited with 1'],
    [[['Suspended', 'quota']], 'waiting', 'is suspended: quota'],
  ] as [[string, string?][], string, string][])('describes the conditions %j', (conditions, phase, words) => {
    expect(readJobs(createJobText(...conditions), NOW)).toMatchObject([
      { name: 'run-1', phase, words, labelValues: ['abc'] },
    ]);
  });

  it('returns the run time of a job until now, or until its end', () => {
    expect(readJobs(createJobText(['Running']), NOW)?.[0]?.elapsed).toBe('1-01:01:00');
    const ended = JSON.stringify({
      kind: 'PyTorchJob',
      metadata: { name: 'a' },
      status: {
        startTime: '2026-01-01T00:00:00Z',
        completionTime: '2026-01-01T00:01:05Z',
        conditions: [{ type: 'Succeeded', status: 'True' }],
      },
    });
    expect(readJobs(ended, NOW)?.[0]?.elapsed).toBe('1:05');
  });

  it('reads a list, one job, and an empty output', () => {
    expect(
      readJobs(
        JSON.stringify({ kind: 'List', items: [JSON.parse(createJobText()), JSON.parse(createJobText())] }),
        NOW,
      ),
    ).toHaveLength(2);
    expect(readJobs('', NOW)).toEqual([]);
  });

  it('returns undefined for a text that is not an answer about jobs', () => {
    for (const text of ['error: not JSON', 'null', '7', '[]', '{}', '{"kind":"Status"}', '{"items":{}}'])
      expect(readJobs(text, NOW)).toBeUndefined();
  });

  it('reports a job as being deleted', () => {
    const metadata = { name: 'a', deletionTimestamp: '2026-01-01T00:00:00Z' };
    const conditions = [{ type: 'Running', status: 'True' }];
    expect(readJobs(JSON.stringify({ kind: 'PyTorchJob', metadata, status: { conditions } }), NOW)).toMatchObject([
      { phase: 'running', words: 'is being deleted' },
    ]);
  });

  it('returns a message of the cluster as one line without control characters', () => {
    const [job] = readJobs(createJobText(['Failed', 'a\n\u001b[2J\u202eb']), NOW) ?? [];
    expect(job?.words).toBe('failed: a [2J b');
  });

  it('never throws, and never reports success without a condition that says so', () => {
    const piece = fc.constantFrom(
      'name',
      'status',
      'conditions',
      'metadata',
      'items',
      'kind',
      'message',
      'labels',
      'spec',
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, 1, 'True', 'Running', '', true),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(piece, tie('value')),
      ),
    }));
    fc.assert(
      fc.property(value, (resource) => {
        const text = JSON.stringify(resource);
        expect(readJobs(text, NOW)?.some(({ phase }) => phase === 'succeeded') ?? false).toBe(false);
        readPods(text);
      }),
      { numRuns: 500 },
    );
  });
});

describe('readPods', () => {
  it('returns the nodes of pods and the reason why one is waiting', () => {
    const pod = (status: object, nodeName?: string) => ({ kind: 'Pod', spec: { nodeName }, status });
    const pods = (...items: object[]) => readPods(JSON.stringify({ kind: 'List', items }));
    const message = '0/3 nodes are available: 3 Insufficient nvidia.com/gpu.';
    expect(
      pods(pod({ conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] })),
    ).toEqual({
      words: `no node can run it: ${message}`,
    });
    const waiting = (reason: string) => ({ containerStatuses: [{ state: { waiting: { reason } } }] });
    expect(pods(pod(waiting('ImagePullBackOff'), 'n1'))).toEqual({ words: 'its image cannot be pulled', nodes: 'n1' });
    const running = { containerStatuses: [{ state: { running: {} } }] };
    expect(pods(pod(running, 'n2'), pod(running, 'n1'), pod(running, 'n1'))).toEqual({ nodes: 'n1, n2' });
  });
});
