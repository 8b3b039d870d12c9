import { describe, expect, it } from 'vitest';
import { CLUSTER_KINDS } from '../../client/src/launch/clusters';
import { failureOf } from '../../client/src/launch/process/failure';
import type { ProcessResult } from '../../client/src/launch/process/run';
import { toSshArgv } from '../../server/src/core/launch/ssh';

// Real outputs. As far as the programs run here, test/launch and test/e2e produce the same ones.
const KUBECTL_REFUSED =
  'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?';
const LOCAL_FAILURES: [id: string, program: string, result: Partial<ProcessResult>][] = [
  ['slurm.missing', 'sbatch', { ended: 'missing' }],
  ['slurm.missing', '/opt/slurm/bin/squeue', { ended: 'missing' }],
  ['kubectl.missing', 'kubectl', { ended: 'missing' }],
  ['ssh.missing', 'ssh', { ended: 'missing' }],
  ['missing', 'tail', { ended: 'missing' }],
  ['cancelled', 'sbatch', { ended: 'cancelled' }],
  ['timeout', 'squeue', { ended: 'timeout' }],
  [
    'slurm.config-missing',
    'sbatch',
    {
      ended: 'timeout',
      stderr:
        'sbatch: error: s_p_parse_file: cannot stat file /x/slurm.conf: No such file or directory, retrying in 1sec up to 60sec',
    },
  ],
  ['slurm.config-missing', 'squeue', { code: 1, stderr: 'squeue: fatal: Unable to process configuration file' }],
  [
    'slurm.controller-down',
    'sbatch',
    { code: 1, stderr: 'allocation failure: Unable to contact slurm controller (connect failure)' },
  ],
  ['slurm.nodes', 'sbatch', { code: 1, stderr: 'allocation failure: Node count specification invalid' }],
  ['slurm.nodes', 'sbatch', { code: 1, stderr: 'allocation failure: Requested node configuration is not available' }],
  [
    'slurm.partition',
    'sbatch',
    {
      code: 1,
      stderr: 'sbatch: error: invalid partition specified: nope\nallocation failure: Invalid partition name specified',
    },
  ],
  [
    'slurm.time-limit',
    'sbatch',
    { code: 1, stderr: 'allocation failure: Requested time limit is invalid (missing or exceeds some limit)' },
  ],
  [
    'slurm.account',
    'sbatch',
    { code: 1, stderr: 'allocation failure: Invalid account or account/partition combination specified' },
  ],
  ['slurm.account', 'sbatch', { code: 1, stderr: 'allocation failure: Invalid qos specification' }],
  [
    'slurm.option',
    'sbatch',
    { code: 255, stderr: `sbatch: unrecognized option '--containr-image=x'\nTry "sbatch --help" for more information` },
  ],
  ['slurm.line-breaks', 'sbatch', { code: 1, stderr: 'sbatch: error: Batch script contains DOS line breaks (\\r\\n)' }],
  ['slurm.unknown-job', 'squeue', { code: 1, stderr: 'slurm_load_jobs error: Invalid job id specified' }],
  ['kubectl.no-context', 'kubectl', { code: 1, stderr: 'error: context "nowhere" does not exist' }],
  ['kubectl.no-context', 'kubectl', { code: 1, stderr: 'error: current-context is not set' }],
  ['kubectl.unreachable', 'kubectl', { code: 1, stderr: KUBECTL_REFUSED }],
  [
    'kubectl.crd-missing',
    'kubectl',
    {
      code: 1,
      stderr:
        'error: resource mapping not found for name: "a" namespace: "" from "STDIN": no matches for kind "PyTorchJob" in version "kubeflow.org/v1"\nensure CRDs are installed first',
    },
  ],
  [
    'kubectl.crd-missing',
    'kubectl',
    { code: 1, stderr: `error: the server doesn't have a resource type "pytorchjobs"` },
  ],
  [
    'kubectl.exists',
    'kubectl',
    {
      code: 1,
      stderr:
        'Error from server (AlreadyExists): error when creating "STDIN": pytorchjobs.kubeflow.org "run-1" already exists',
    },
  ],
  [
    'kubectl.namespace',
    'kubectl',
    { code: 1, stderr: 'Error from server (NotFound): error when creating "STDIN": namespaces "nope" not found' },
  ],
  [
    'kubectl.forbidden',
    'kubectl',
    {
      code: 1,
      stderr:
        'Error from server (Forbidden): error when creating "STDIN": pytorchjobs.kubeflow.org is forbidden: User "me" cannot create resource',
    },
  ],
  [
    'kubectl.invalid',
    'kubectl',
    {
      code: 1,
      stderr:
        'Error from server (BadRequest): error when creating "STDIN": PyTorchJob in version "v1" cannot be handled as a PyTorchJob: strict decoding error: unknown field "spec.x"',
    },
  ],
  ['other', 'sbatch', { code: 1, stderr: 'sbatch: error: something new' }],
];

const SSH_FAILURES: [id: string, result: Partial<ProcessResult>][] = [
  [
    'ssh.unknown-host-key',
    {
      code: 255,
      stderr:
        'No ED25519 host key is known for [127.0.0.1]:2222 and you have requested strict checking.\nHost key verification failed.',
    },
  ],
  ['ssh.denied', { code: 255, stderr: 'trainer@127.0.0.1: Permission denied (publickey).' }],
  ['ssh.refused', { code: 255, stderr: 'ssh: connect to host 127.0.0.1 port 2222: Connection refused' }],
  ['ssh.name', { code: 255, stderr: 'ssh: Could not resolve hostname nowhere: Name or service not known' }],
  ['slurm.remote-missing', { code: 127, stderr: 'bash: line 1: sbatch: command not found' }],
  ['slurm.remote-missing', { code: 127, stderr: 'bash: line 1: /opt/slurm/bin/sbatch: No such file or directory' }],
  // The exit code is that of a failed connection, but the output is that of sbatch.
  ['slurm.option', { code: 255, stderr: "sbatch: unrecognized option '--container-image=x'" }],
  ['slurm.partition', { code: 1, stderr: 'sbatch: error: invalid partition specified: nope' }],
];

const createResult = (argv: string[], result: Partial<ProcessResult>): ProcessResult => ({
  argv,
  ended: 'exit',
  stdout: '',
  stderr: '',
  ...result,
});

/** Explains a failure with the catalog of the cluster that uses the program. */
const explain = (result: ProcessResult, host?: string) =>
  failureOf(result, CLUSTER_KINDS[result.argv[0] === 'kubectl' ? 'kubernetes' : 'slurm'].failures, host);

describe('failureOf', () => {
  it.each(LOCAL_FAILURES)('returns %s for an output of %s', (id, program, result) => {
    const failure = explain(createResult([program, '--x'], result));
    expect(failure?.id).toBe(id);
    for (const text of [failure?.what, failure?.why, failure?.advice]) expect(text).toMatch(/^[^{}]{5,}[.…]?$/);
  });

  it.each(SSH_FAILURES)('returns %s for an output over ssh', (id, result) => {
    const failure = explain(createResult(toSshArgv('login', ['sbatch', '--parsable']), result), 'login');
    expect(failure?.id).toBe(id);
  });

  it('names the value or host that was wrong', () => {
    expect(
      explain(createResult(['sbatch'], { code: 1, stderr: 'sbatch: error: invalid partition specified: nope' }))?.what,
    ).toBe('The cluster has no partition nope.');
    expect(
      explain(
        createResult(toSshArgv('login', ['sbatch']), { code: 255, stderr: 'x: Permission denied (publickey).' }),
        'login',
      )?.what,
    ).toBe('login refused the login.');
  });

  it('returns undefined when the program succeeded', () => {
    expect(explain(createResult(['sbatch'], { code: 0, stderr: 'sbatch: Job 2 to start at ...' }))).toBeUndefined();
  });

  it('hides secrets that a program printed', () => {
    const stderr = 'error: Get "https://me:s3cret@10.0.0.1": denied\nAuthorization: Bearer abcdef123456';
    const result = { argv: ['other'], ended: 'exit', code: 1, stdout: '', stderr } as ProcessResult;
    const failure = failureOf(result, CLUSTER_KINDS.slurm.failures);
    expect(JSON.stringify(failure)).not.toMatch(/s3cret|abcdef123456/);
    expect(failure?.detail).toContain('https://me:<secret>@10.0.0.1');
  });
});
