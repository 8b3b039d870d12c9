import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAccounting } from '../../client/src/launch/clusters/slurm/accounting';
import { expandLogPath } from '../../client/src/launch/clusters/slurm/logPath';
import { readPartitions } from '../../client/src/launch/clusters/slurm/partitions';
import { readQueue } from '../../client/src/launch/clusters/slurm/queue';
import { mergeTasks, parseTaskId } from '../../client/src/launch/clusters/slurm/tasks';

const MARK = 'mark';

describe('readQueue', () => {
  it.each([
    ['PENDING', 'Priority', 'waiting', 'is waiting: jobs with a higher priority go first'],
    ['PENDING', 'Resources', 'waiting', 'is waiting: the nodes that it needs are busy'],
    [
      'PENDING',
      'ReqNodeNotAvail, UnavailableNodes:n[1-2]',
      'waiting',
      'is waiting: nodes that it requires are down, drained or reserved',
    ],
    [
      'PENDING',
      'ReqNodeNotAvail,_UnavailableNodes:n[1-2]',
      'waiting',
      'is waiting: nodes that it requires are down, drained or reserved',
    ],
    [
      'PENDING',
      'Nodes_required_for_job_are_DOWN,_DRAINED_or_reserved_for_jobs_in_higher_priority_partitions',
      'waiting',
      'is waiting: nodes that it needs are down, drained or reserved for jobs with a higher priority',
    ],
    [
      'PENDING',
      'launch_failed_requeued_held',
      'waiting',
      'is waiting: it could not be started, and is held; `scontrol release` releases it',
    ],
    ['PENDING', 'some_new_reason', 'waiting', 'is waiting: some new reason'],
    ['PENDING', 'SomethingNew', 'waiting', 'is waiting: SomethingNew'],
    ['PENDING', 'constructor', 'waiting', 'is waiting: constructor'],
    ['PENDING', 'None', 'waiting', 'is waiting'],
    ['RUNNING', 'None', 'running', 'is running'],
    ['FAILED', 'NonZeroExitCode', 'failed', 'failed'],
    ['FAILED', 'RaisedSignal:9(Killed)', 'failed', 'failed: it was ended by signal 9 (Killed)'],
    [
      'FAILED',
      'JobLaunchFailure',
      'failed',
      'failed: it could not be started; most often the folder of its log is missing or not writable',
    ],
    ['TIMEOUT', 'TimeLimit', 'failed', 'reached its time limit and was ended'],
    ['NODE_FAIL', 'NodeDown', 'failed', 'failed: one of its nodes went down'],
    ['CANCELLED', 'None', 'cancelled', 'was cancelled'],
    ['CANCELLED', 'JobHeldUser', 'cancelled', 'was cancelled'],
    ['NEW_STATE', 'None', 'unknown', 'is in the state NEW_STATE'],
  ])('describes the state %s with the reason %s', (state, reason, phase, words) => {
    expect(readQueue(`${MARK}7|${state}|${reason}|n1|1:02\n`, MARK)).toMatchObject([{ id: '7', phase, words }]);
  });

  it('keeps comments with separators and line breaks apart, and skips a banner of the login node', () => {
    const comment = 'preflight:ab|x\n8|COMPLETED|None|n1|0:01|y';
    const text = `Welcome | to | the | cluster\n${MARK}7|RUNNING|None|n[1-2]|0:15|${comment}\n${MARK}9|PENDING|None||0:00|(null)\n`;
    expect(readQueue(text, MARK)).toMatchObject([
      { id: '7', phase: 'running', nodes: 'n[1-2]', elapsed: '0:15', comment },
      { id: '9', phase: 'waiting', comment: '' },
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
  ])('formats the run time %s as sacct does: %s', (slurmTime, elapsed) => {
    expect(readQueue(`${MARK}1|RUNNING|None|n1|${slurmTime}\n`, MARK)[0]?.elapsed).toBe(elapsed);
    expect(readAccounting(`1|RUNNING|0:0|${slurmTime}|n1\n`)[0]?.elapsed).toBe(elapsed);
  });
});

describe('mergeTasks', () => {
  const merge = (...rows: string[]) =>
    mergeTasks(readQueue(rows.map((row) => `${MARK}${row}|None||0:01\n`).join(''), MARK));

  it('reports an array as running when one of its tasks runs and others wait or have ended', () => {
    expect(merge('4_1|COMPLETED', '4_2|RUNNING', '4_[4-7%2]|PENDING', '4_3|FAILED')).toMatchObject({
      phase: 'running',
      words: 'is running (array: 2 of 7 tasks have ended, 1 of them failed)',
    });
  });

  it('reports an array as failed when one of its tasks failed and all have ended', () => {
    expect(merge('4_1|COMPLETED', '4_10|FAILED', '4_9|TIMEOUT', '4_3|CANCELLED')).toMatchObject({
      phase: 'failed',
      state: 'TIMEOUT',
      words: 'reached its time limit and was ended (array: 2 of 4 tasks)',
    });
  });

  it('reports a heterogeneous job as failed when one of its components failed', () => {
    expect(merge('5+0|COMPLETED', '5+1|FAILED')).toMatchObject({ phase: 'failed', words: 'failed' });
  });
});

describe('parseTaskId', () => {
  it.each([
    ['12', { id: '12', count: 1 }],
    ['12_3', { id: '12', count: 1 }],
    ['12+1', { id: '12', count: 1 }],
    ['12_[4-7%2]', { id: '12', count: 4 }],
    ['12_[1,3-5,7-21:2%4]', { id: '12', count: 12 }],
    ['12_[1,3,5,7', { id: '12', count: undefined }],
    ['12_[1,3,5...%5]', { id: '12', count: undefined }],
  ])('reads %s', (task, parts) => {
    expect(parseTaskId(task)).toEqual({ ...parts, task });
  });

  it.each(['', 'x', '12_', '12_a', '12 13', '12\n'])('returns undefined for %j', (task) => {
    expect(parseTaskId(task)).toBeUndefined();
  });
});

describe('readAccounting', () => {
  it('omits the exit code 0:0 of a job that did not succeed', () => {
    const exits = ['TIMEOUT|0:0', 'CANCELLED by 1000|0:0', 'FAILED|0:0', 'COMPLETED|0:0', 'FAILED|7:0', 'FAILED|0:9'];
    expect(exits.map((row) => readAccounting(`7|${row}|00:01:00|n1\n`)[0]?.exit)).toEqual([
      undefined,
      undefined,
      undefined,
      0,
      7,
      137,
    ]);
  });

  it('omits exit codes that Slurm itself made up', () => {
    for (const row of ['OUT_OF_MEMORY|0:125', 'NODE_FAIL|1:0', 'FAILED|0:53', 'BOOT_FAIL|0:1'])
      expect(readAccounting(`7|${row}|00:01:00|n1\n`)[0]?.exit).toBeUndefined();
  });

  it('reads the state of a job that a user cancelled', () => {
    expect(readAccounting('7|CANCELLED by 1000|0:15|00:01:00|n1\n')).toMatchObject([
      {
        id: '7',
        state: 'CANCELLED',
        phase: 'cancelled',
        words: 'was cancelled',
        nodes: 'n1',
        elapsed: '1:00',
        exit: 143,
      },
    ]);
    expect(readAccounting('')).toEqual([]);
  });
});

describe('expandLogPath', () => {
  const job = { jobId: '50', arrayId: '41', taskId: '2', node: 'n1.example', user: 'me', name: 'a', directory: '/w' };

  it('inserts the values of a job as sbatch does', () => {
    expect(expandLogPath('/l/%%%x-%4j-%A_%3a-%N-%u.out', job)).toBe('/l/%a-0050-41_002-n1-me.out');
    expect(expandLogPath('slurm-%j.out', job)).toBe('/w/slurm-50.out');
  });

  it('inserts a hostile name of a job without reading it again', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('%', 'j', 'x', '\n', ' ', 'StdOut=/etc/passwd', '$&', '/') }),
        (name) => {
          expect(expandLogPath('/l/%x-%j.out', { ...job, name })).toBe(`/l/${name}-50.out`);
        },
      ),
    );
  });

  it('returns undefined when a value or a pattern is unknown', () => {
    for (const pattern of ['', '(null)', '/l/%q.out', '/l/%', '/l/\\%j.out'])
      expect(expandLogPath(pattern, job)).toBeUndefined();
    expect(expandLogPath('/l/%x.out', { ...job, name: undefined })).toBeUndefined();
    expect(expandLogPath('x.out', { ...job, directory: undefined })).toBeUndefined();
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
