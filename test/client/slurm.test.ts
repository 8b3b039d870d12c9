import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPartitions } from '../../client/src/launch/clusters/slurm/partitions';
import { readQueue } from '../../client/src/launch/clusters/slurm/queue';
import { readAccounting, readRecord } from '../../client/src/launch/clusters/slurm/record';

// The texts are those of Slurm 22.05. test/launch queries a running Slurm.
describe('the readers of Slurm output', () => {
  it.each([
    ['PENDING', 'Priority', 'waiting', 'is waiting: jobs with a higher priority go first'],
    ['PENDING', 'Resources', 'waiting', 'is waiting: the nodes that it needs are busy'],
    [
      'PENDING',
      'ReqNodeNotAvail, UnavailableNodes:n[1-2]',
      'waiting',
      'is waiting: nodes that it requires are down, drained or reserved',
    ],
    ['PENDING', 'SomethingNew', 'waiting', 'is waiting: SomethingNew'],
    ['PENDING', 'None', 'waiting', 'is waiting'],
    ['RUNNING', 'None', 'running', 'is running'],
    ['FAILED', 'NonZeroExitCode', 'failed', 'failed'],
    [
      'FAILED',
      'JobLaunchFailure',
      'failed',
      'failed: it could not be started; most often the folder of its log is missing or not writable',
    ],
    ['TIMEOUT', 'TimeLimit', 'failed', 'reached its time limit and was ended'],
    ['CANCELLED', 'None', 'cancelled', 'was cancelled'],
    ['NEW_STATE', 'None', 'unknown', 'is in the state NEW_STATE'],
  ])('describe the state %s with the reason %s', (state, reason, phase, words) => {
    expect(readQueue(`7|${state}|${reason}|n1|1:02|(null)|job\n`)).toMatchObject([{ id: '7', phase, words }]);
  });

  it('accept the separator in the name of a job, and skip a banner of the login node', () => {
    const text = 'Welcome | to the | cluster | x | y | z | !\n1|RUNNING|None|n[1-2]|0:15|preflight:ab|a|b c\n';
    expect(readQueue(text)).toEqual([
      {
        id: '1',
        state: 'RUNNING',
        phase: 'running',
        words: 'is running',
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
  ])('format the run time %s of squeue, scontrol and sacct as %s', (slurmTime, elapsed) => {
    expect(readQueue(`1|RUNNING|None|n1|${slurmTime}|(null)|a\n`)[0]?.elapsed).toBe(elapsed);
    expect(readRecord(`JobId=1 JobState=RUNNING RunTime=${slurmTime} NodeList=n1\n`)?.elapsed).toBe(elapsed);
    expect(readAccounting(`RUNNING|0:0|${slurmTime}|n1\n`)?.elapsed).toBe(elapsed);
  });

  it('merge the tasks of an array into one job, which runs as long as one of them', () => {
    const text = ['COMPLETED', 'RUNNING', 'PENDING', 'FAILED']
      .map((state) => `4|${state}|None||0:01|(null)|a\n`)
      .join('');
    expect(readQueue(text)).toMatchObject([
      { id: '4', phase: 'running', words: 'is running (array: 2 of 4 tasks have ended)' },
    ]);
  });

  it('read a record whose paths contain spaces', () => {
    const record =
      'JobId=1 JobName=a b UserId=u(1000) JobState=FAILED Reason=NonZeroExitCode Dependency=(null) ExitCode=143:0 RunTime=00:00:15 ' +
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

  it('read the real fields of a record for any name, comment and path of the job', () => {
    const forged = fc.constantFrom(
      ' JobState=COMPLETED',
      ' StdOut=/etc/passwd',
      ' UserId=a(1)',
      ' ExitCode=0:0',
      ' NodeList=x',
      ' JobState=COMPLETED Reason=None ExitCode=0:0',
      ' WorkDir=/x StdOut=/y',
    );
    const text = fc.array(fc.oneof(forged, fc.constantFrom('a', ' ', '=', '/'))).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, text, (name, comment, directory) => {
        const record = readRecord(
          `JobId=7 JobName=n${name} UserId=u(1) GroupId=u(1) Priority=1 JobState=FAILED Reason=None Dependency=(null) ` +
            `ExitCode=3:0 RunTime=00:00:15 NodeList=n1 Comment=c${comment} Command=/w/${directory} ` +
            `WorkDir=/w/${directory} StdErr=/log StdIn=/dev/null StdOut=/log Power=\n`,
        );
        // A field that the job itself has made ambiguous is unknown, and the accounting database is asked instead.
        expect([undefined, 'FAILED']).toContain(record?.state);
        expect([undefined, '/log']).toContain(record?.log);
        expect([undefined, 3]).toContain(record?.exit);
        expect([undefined, 'n1']).toContain(record?.nodes);
        if (!/[A-Z]/.test(comment + directory) && !/UserId/.test(name))
          expect(record).toMatchObject({ state: 'FAILED', log: '/log', exit: 3, nodes: 'n1' });
      }),
      { numRuns: 500 },
    );
  });

  it('read a row of the accounting database', () => {
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

describe('readPartitions', () => {
  it('returns one entry per partition, with the maximum of its nodes', () => {
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
