import { describe, expect, it } from 'vitest';
import { readJobs, readPods } from '../../client/src/launch/clusters/kubernetes/job';

const NOW = Date.parse('2026-01-02T03:00:00Z');

/** A job as the API server returns it, with the conditions that hold. */
const job = (...conditions: [type: string, message?: string][]) =>
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

describe('what Kubernetes says of jobs', () => {
  it.each([
    [[], 'waiting', 'waits for its pods'],
    [[['Running']], 'running', 'runs'],
    [[['Running'], ['Restarting']], 'running', 'is being restarted'],
    [[['Succeeded']], 'succeeded', 'ended well'],
    [[['Complete']], 'succeeded', 'ended well'],
    [[['Failed', 'Worker-1 exited with 1']], 'failed', 'failed: Worker-1 exited with 1'],
    [[['Suspended', 'quota']], 'waiting', 'is suspended: quota'],
  ] as [[string, string?][], string, string][])('%j in words', (conditions, phase, words) => {
    expect(readJobs(job(...conditions), NOW)).toMatchObject([{ name: 'run-1', phase, words, labelValues: ['abc'] }]);
  });

  it('counts the time that a job has run, and stops at its end', () => {
    expect(readJobs(job(['Running']), NOW)[0]?.elapsed).toBe('1-01:01:00');
    const ended = JSON.stringify({
      metadata: { name: 'a' },
      status: {
        startTime: '2026-01-01T00:00:00Z',
        completionTime: '2026-01-01T00:01:05Z',
        conditions: [{ type: 'Succeeded', status: 'True' }],
      },
    });
    expect(readJobs(ended, NOW)[0]?.elapsed).toBe('1:05');
  });

  it('reads a list, one job, and nothing', () => {
    expect(readJobs(JSON.stringify({ kind: 'List', items: [JSON.parse(job()), JSON.parse(job())] }), NOW)).toHaveLength(
      2,
    );
    expect(readJobs('', NOW)).toEqual([]);
    expect(readJobs('error: not JSON', NOW)).toEqual([]);
    expect(readJobs('null', NOW)).toEqual([]);
  });

  it('says why pods wait, and where they run', () => {
    const pod = (status: object, nodeName?: string) => ({ kind: 'Pod', spec: { nodeName }, status });
    const pods = (...items: object[]) => readPods(JSON.stringify({ kind: 'List', items }));
    const message = '0/3 nodes are available: 3 Insufficient nvidia.com/gpu.';
    expect(
      pods(pod({ conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] })),
    ).toEqual({
      words: `no node has room for it: ${message}`,
    });
    const waiting = (reason: string) => ({ containerStatuses: [{ state: { waiting: { reason } } }] });
    expect(pods(pod(waiting('ImagePullBackOff'), 'n1'))).toEqual({ words: 'its image cannot be pulled', nodes: 'n1' });
    const running = { containerStatuses: [{ state: { running: {} } }] };
    expect(pods(pod(running, 'n2'), pod(running, 'n1'), pod(running, 'n1'))).toEqual({ nodes: 'n1, n2' });
  });
});
