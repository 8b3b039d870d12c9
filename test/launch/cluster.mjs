/**
 * A real Slurm on this machine: a controller and several nodes on loopback, with their own ports and folder, so that
 * every test file can have its own cluster. It does not change the system, and ends with its starter.
 *
 * The nodes are named 127.0.0.1, 127.0.0.2, ..., which resolve everywhere, so that a job can use its first node as the
 * master.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startKeeper } from './keep.mjs';

const execute = promisify(execFile);

/**
 * @typedef {object} TestCluster
 * @property {string} folder world-readable folder of all files; jobs may write below `work`
 * @property {string} conf value of SLURM_CONF, which is all that a client needs
 * @property {string} work folder that every user may write to
 * @property {string} bin folder of the fake trainer, which every user may run
 * @property {Record<string, string>} env environment of a client
 * @property {(program: string, ...args: string[]) => Promise<string>} query runs a client and resolves to its output
 * @property {(id: string, states?: RegExp) => Promise<string>} ended resolves to the final state of a job
 * @property {() => Promise<void>} pause stops the controller
 * @property {() => Promise<void>} resume starts the controller again
 * @property {() => Promise<void>} stop
 */

/**
 * @param {object} [options]
 * @param {number} [options.nodes]
 * @param {number} [options.gpus] number per node; they are copies of /dev/null
 * @param {string[]} [options.lines] additional lines of slurm.conf, before those of the nodes
 * @param {number} [options.minJobAge] seconds after which squeue forgets a job that has ended
 * @returns {Promise<TestCluster>}
 */
export async function startCluster({ nodes = 3, gpus = 8, lines = [], minJobAge = 3600 } = {}) {
  const ports = await findFreePorts(nodes + 1);
  const { folder, conf } = await createFolder({ nodes, gpus, lines, minJobAge, ports });
  const env = { SLURM_CONF: conf };
  const controller = ['slurmctld', 'slurmctld', '-D', '-f', conf];
  const keeper = startKeeper(folder, {
    env,
    programs: [
      createMungeProgram(folder),
      controller,
      ...nodeNames(nodes).map((name) => [name, 'slurmd', '-D', '-f', conf, '-N', name]),
    ],
    cleanup: [
      ['scancel', '--quiet', '--partition=gpu'],
      ['scancel', '--quiet', '--partition=debug'],
      ['bash', '-c', 'until [ -z "$(squeue -h -t running,completing -o %i)" ]; do sleep 0.1; done'],
    ],
  });

  const query = async (program, ...args) =>
    (await execute(program, args, { env: { ...process.env, ...env }, maxBuffer: 16_000_000 })).stdout;
  const areNodesUp = async () => {
    const states = await query('sinfo', '-h', '-p', 'gpu', '-N', '-o', '%t').catch(() => '');
    return states.split('\n').filter((state) => /^(idle|mix|alloc)$/.test(state)).length >= nodes;
  };
  const cluster = {
    folder,
    conf,
    work: join(folder, 'work'),
    bin: join(folder, 'bin'),
    env,
    query,
    ended: (id) =>
      until(`job ${id} ends`, 90, async () => {
        const state = (await query('squeue', '-h', '-t', 'all', '-j', id, '-o', '%T')).trim().split('\n')[0];
        return /^(PENDING|CONFIGURING|RUNNING|COMPLETING)$/.test(state ?? '') ? undefined : state;
      }),
    pause: async () => {
      keeper.end('slurmctld', 'SIGTERM');
      await until('the controller is down', 20, () => isClosed(ports[0]));
    },
    resume: async () => {
      keeper.start(controller);
      await until('the nodes are up again', 30, areNodesUp);
    },
    stop: keeper.stop,
  };
  try {
    await until(`the cluster is up (see ${folder}/log)`, 30, areNodesUp);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

/** Creates the folder of a cluster with its configuration, keys and devices. */
async function createFolder({ nodes, gpus, lines, minJobAge, ports }) {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-slurm-'));
  for (const name of ['bin', 'etc', 'run', 'log', 'state', 'spool', 'dev', 'work']) mkdirSync(join(folder, name));
  for (const name of ['.', 'bin', 'etc', 'run']) chmodSync(join(folder, name), 0o755);
  chmodSync(join(folder, 'work'), 0o1777);
  copyFileSync(join(import.meta.dirname, 'megatron'), join(folder, 'bin', 'megatron'));
  chmodSync(join(folder, 'bin', 'megatron'), 0o755);
  const conf = join(folder, 'etc', 'slurm.conf');
  await createGpus(folder, gpus);
  writeFileSync(join(folder, 'etc', 'munge.key'), randomBytes(128), { mode: 0o600 });
  writeFileSync(conf, formatSlurmConf({ folder, nodes, gpus, lines, minJobAge, ports }));
  writeFileSync(
    join(folder, 'etc', 'gres.conf'),
    `NodeName=127.0.0.[1-${nodes}] Name=gpu File=${folder}/dev/nvidia[0-${gpus - 1}]\n`,
  );
  writeFileSync(join(folder, 'etc', 'cgroup.conf'), `${await createCgroupLine()}\n`);
  return { folder, conf };
}

const nodeNames = (nodes) => Array.from({ length: nodes }, (_, index) => `127.0.0.${index + 1}`);

function createMungeProgram(folder) {
  const toRunPath = (name) => join(folder, 'run', name);
  const key = join(folder, 'etc', 'munge.key');
  const files = [
    `--socket=${toRunPath('munge.socket')}`,
    `--pid-file=${toRunPath('munged.pid')}`,
    `--seed-file=${toRunPath('munge.seed')}`,
  ];
  return ['munged', 'munged', '-F', '--force', `--key-file=${key}`, ...files, `--log-file=${folder}/log/munged.log`];
}

function formatSlurmConf({ folder, nodes, gpus, lines, minJobAge, ports }) {
  const { username } = userInfo();
  const host = hostname().split('.')[0];
  const nodeLines = nodeNames(nodes).map(
    (name, index) =>
      `NodeName=${name} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${ports[index + 1]} CPUs=64 Boards=1 ` +
      `SocketsPerBoard=1 CoresPerSocket=64 ThreadsPerCore=1 RealMemory=1000000 Gres=gpu:${gpus} State=UNKNOWN`,
  );
  return `${[
    'ClusterName=preflight',
    `SlurmctldHost=${host}(127.0.0.1)`,
    `SlurmUser=${username}`,
    `SlurmdUser=${username}`,
    'AuthType=auth/munge',
    `AuthInfo=socket=${folder}/run/munge.socket`,
    'CredType=cred/munge',
    `SlurmctldPort=${ports[0]}`,
    `SlurmctldPidFile=${folder}/run/slurmctld.pid`,
    `SlurmdPidFile=${folder}/run/slurmd-%n.pid`,
    `SlurmctldLogFile=${folder}/log/slurmctld.log`,
    `SlurmdLogFile=${folder}/log/slurmd-%n.log`,
    `StateSaveLocation=${folder}/state`,
    `SlurmdSpoolDir=${folder}/spool/%n`,
    'MpiDefault=none',
    'ProctrackType=proctrack/linuxproc',
    'TaskPlugin=task/none',
    'SwitchType=switch/none',
    'SelectType=select/cons_tres',
    'SelectTypeParameters=CR_Core',
    'SchedulerType=sched/backfill',
    // By default, a batch job waits three seconds for others.
    'SchedulerParameters=batch_sched_delay=0,sched_interval=2,bf_interval=2,sched_min_interval=0',
    'EnforcePartLimits=ALL',
    'ReturnToService=2',
    'SlurmdParameters=config_overrides',
    'KillWait=2',
    `MinJobAge=${minJobAge}`,
    'JobAcctGatherType=jobacct_gather/none',
    'AccountingStorageType=accounting_storage/none',
    'GresTypes=gpu',
    ...lines,
    ...nodeLines,
    'PartitionName=gpu Nodes=ALL Default=YES MaxTime=7-00:00:00 DefaultTime=01:00:00 State=UP',
    'PartitionName=debug Nodes=127.0.0.1 MaxTime=00:10:00 State=UP',
  ].join('\n')}\n`;
}

/** Creates GPUs, which are files to Slurm. For character devices it sets CUDA_VISIBLE_DEVICES as for real ones. */
async function createGpus(folder, gpus) {
  for (let index = 0; index < gpus; index++) {
    const path = join(folder, 'dev', `nvidia${index}`);
    await execute('mknod', [path, 'c', '1', '3']).catch(() => writeFileSync(path, ''));
  }
}

/** Returns the line that turns cgroups off. Releases before 23 reject the line of later ones, and vice versa. */
async function createCgroupLine() {
  const { stdout } = await execute('slurmd', ['-V']);
  const [, major] = /slurm(?:-wlm)? (\d+)/.exec(stdout) ?? [];
  return Number(major) >= 23 ? 'CgroupPlugin=disabled' : 'CgroupAutomount=no';
}

/** Returns different ports without listeners. */
export async function findFreePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
    }),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

const isClosed = (port) =>
  new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });

/** Reads repeatedly until there is an answer. */
export async function until(description, seconds, read) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await read();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`${description}: not within ${seconds} s`);
    await new Promise((done) => setTimeout(done, 100));
  }
}
