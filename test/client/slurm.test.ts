import { describe, expect, it } from 'vitest';
import { readPartitions } from '../../client/src/launch/clusters/slurm/partitions';
import { readQueue } from '../../client/src/launch/clusters/slurm/queue';
import { readAccounting, readRecord } from '../../client/src/launch/clusters/slurm/record';

// The texts are those of Slurm 22.05; test/launch asks a running one.
describe('what Slurm says of jobs', () => {
  it.each([
    ['PENDING', 'Priority', 'waiting', 'waits: jobs with a higher priority go first'],
    ['PENDING', 'Resources', 'waiting', 'waits: the nodes that it needs are busy'],
    [
      'PENDING',
      'ReqNodeNotAvail, UnavailableNodes:n[1-2]',
      'waiting',
      'waits: nodes that it names are down, drained or reserved',
    ],
    ['PENDING', 'SomethingNew', 'waiting', 'waits: SomethingNew'],
    ['PENDING', 'None', 'waiting', 'waits'],
    ['RUNNING', 'None', 'running', 'runs'],
    ['FAILED', 'NonZeroExitCode', 'failed', 'failed'],
    [
      'FAILED',
      'JobLaunchFailure',
      'failed',
      'failed: it could not be started; most often the folder of its log is missing or may not be written',
    ],
    ['TIMEOUT', 'TimeLimit', 'failed', 'reached its time limit and was ended'],
    ['CANCELLED', 'None', 'cancelled', 'was cancelled'],
    ['NEW_STATE', 'None', 'unknown', 'is in the state NEW_STATE'],
  ])('%s with the reason %s in words', (state, reason, phase, words) => {
    expect(readQueue(`7|${state}|${reason}|n1|1:02|(null)|job\n`)).toMatchObject([{ id: '7', phase, words }]);
  });

  it('a name may hold the separator, and a banner of the login node is no job', () => {
    const text = 'Welcome | to the | cluster | x | y | z | !\n1|RUNNING|None|n[1-2]|0:15|preflight:ab|a|b c\n';
    expect(readQueue(text)).toEqual([
      {
        id: '1',
        state: 'RUNNING',
        phase: 'running',
        words: 'runs',
        nodes: 'n[1-2]',
        elapsed: '0:15',
        comment: 'preflight:ab',
        name: 'a|b c',
      },
    ]);
  });

  it.each([
    ['0:00', undefined],
    ['INVALID', undefined],
    ['0:08', '0:08'],
    ['00:00:08', '0:08'],
    ['12:05', '12:05'],
    ['03:04:05', '3:04:05'],
    ['2-03:04:05', '2-03:04:05'],
    ['1-00:00:00', '1-00:00:00'],
  ])('the time %s of squeue, scontrol and sacct is shown as %s', (written, shown) => {
    expect(readQueue(`1|RUNNING|None|n1|${written}|(null)|a\n`)[0]?.elapsed).toBe(shown);
    expect(readRecord(`JobId=1 JobState=RUNNING RunTime=${written} NodeList=n1\n`)?.elapsed).toBe(shown);
    expect(readAccounting(`RUNNING|0:0|${written}|n1\n`)?.elapsed).toBe(shown);
  });

  it('an array is one job, which lives as long as one of its tasks', () => {
    const text = ['COMPLETED', 'RUNNING', 'PENDING', 'FAILED']
      .map((state) => `4|${state}|None||0:01|(null)|a\n`)
      .join('');
    expect(readQueue(text)).toMatchObject([
      { id: '4', phase: 'running', words: 'runs (array: 2 of 4 tasks are over)' },
    ]);
  });

  it('reads a record whose paths hold blanks', () => {
    const record =
      'JobId=1 JobName=a b JobState=FAILED Reason=NonZeroExitCode Dependency=(null) ExitCode=143:0 RunTime=00:00:15 ' +
      'ReqNodeList=(null) NodeList=n[1-2] CPUs/Task=1 ReqB:S:C:T=0:0:*:* Command=/w/my run.sh WorkDir=/w/my dir ' +
      'StdErr=/w/my dir/a=1.log StdIn=/dev/null StdOut=/w/my dir/a=1.log Power= TresPerNode=gres:gpu:2\n';
    expect(readRecord(record)).toEqual({
      state: 'FAILED',
      phase: 'failed',
      words: 'failed',
      nodes: 'n[1-2]',
      elapsed: '0:15',
      exit: 143,
      log: '/w/my dir/a=1.log',
      directory: '/w/my dir',
    });
    expect(readRecord('slurm_load_jobs error: Invalid job id specified\n')).toBeUndefined();
  });

  it('reads what the accounting database says', () => {
    expect(readAccounting('CANCELLED by 1000|0:15|00:01:00|n1\n')).toEqual({
      state: 'CANCELLED by 1000',
      phase: 'cancelled',
      words: 'was cancelled',
      nodes: 'n1',
      elapsed: '1:00',
      exit: 143,
    });
    expect(readAccounting('OUT_OF_MEMORY|0:125|1-00:00:00|n[1-4]\n')).toMatchObject({
      phase: 'failed',
      words: 'ran out of main memory',
    });
    expect(readAccounting('')).toBeUndefined();
  });
});

describe('what a cluster offers', () => {
  it('is one row a partition, with the most that a node of it has', () => {
    const text = [
      'gpu*|up|7-00:00:00|3|64|1000000|gpu:8',
      'gpu*|up|7-00:00:00|2|128+|2000000+|gpu:h100:4(S:0-1),nvme:2',
      'cpu|down|infinite|10|96|256000|(null)',
      'mixed|up|1:00:00|1|8|1000|nvme:1,gpu:a100:2',
      'Last login: today',
    ].join('\n');
    expect(readPartitions(text)).toEqual([
      {
        name: 'gpu',
        isDefault: true,
        isUp: true,
        timeLimit: '7-00:00:00',
        nodes: 5,
        cpus: 128,
        memory: 2000000,
        gpus: 8,
        gpuType: 'h100',
      },
      {
        name: 'cpu',
        isDefault: false,
        isUp: false,
        timeLimit: 'infinite',
        nodes: 10,
        cpus: 96,
        memory: 256000,
        gpus: 0,
      },
      {
        name: 'mixed',
        isDefault: false,
        isUp: true,
        timeLimit: '1:00:00',
        nodes: 1,
        cpus: 8,
        memory: 1000,
        gpus: 2,
        gpuType: 'a100',
      },
    ]);
  });
});
