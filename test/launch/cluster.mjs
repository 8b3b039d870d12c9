/**
 * A real Slurm on this machine: a controller and several nodes on loopback, with ports and a folder of its own, so that
 * any number of test files can have a cluster each. Nothing of the system is changed, and it ends with its starter.
 *
 * Nodes are named 127.0.0.1, 127.0.0.2, ...: names that resolve everywhere, so that a job can meet at its first node.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { keep } from './keep.mjs';

const execute = promisify(execFile);

/**
 * @typedef {object} Cluster
 * @property {string} folder world-readable; jobs may write below `work`
 * @property {string} conf what SLURM_CONF has to say: all that a client needs
 * @property {string} work a folder that every user may write to
 * @property {string} bin a folder with the stand-in for the trainer, which every user may run
 * @property {Record<string, string>} env
 * @property {(program: string, ...args: string[]) => Promise<string>} ask runs a client and resolves to its output
 * @property {(id: string, states?: RegExp) => Promise<string>} ended resolves to the state in which a job ended
 * @property {() => Promise<void>} pause stops the controller, as if it were down
 * @property {() => Promise<void>} resume
 * @property {() => Promise<void>} stop
 */

/**
 * @param {object} [options]
 * @param {number} [options.nodes]
 * @param {number} [options.gpus] a node; they are copies of /dev/null
 * @param {string[]} [options.lines] further lines of slurm.conf, before those of the nodes
 * @param {number} [options.minJobAge] seconds after which squeue forgets a job that has ended
 * @returns {Promise<Cluster>}
 */
export async function startCluster({ nodes = 3, gpus = 8, lines = [], minJobAge = 3600 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-slurm-'));
  for (const name of ['bin', 'etc', 'run', 'log', 'state', 'spool', 'dev', 'work']) mkdirSync(join(folder, name));
  for (const name of ['.', 'bin', 'etc', 'run']) chmodSync(join(folder, name), 0o755);
  chmodSync(join(folder, 'work'), 0o1777);
  copyFileSync(join(import.meta.dirname, 'megatron'), join(folder, 'bin', 'megatron'));
  chmodSync(join(folder, 'bin', 'megatron'), 0o755);
  const conf = join(folder, 'etc', 'slurm.conf');
  const ports = await freePorts(nodes + 1);
  await fakeGpus(folder, gpus);
  writeFileSync(join(folder, 'etc', 'munge.key'), randomBytes(128), { mode: 0o600 });
  writeFileSync(conf, slurmConf({ folder, nodes, gpus, lines, minJobAge, ports }));
  writeFileSync(
    join(folder, 'etc', 'gres.conf'),
    `NodeName=127.0.0.[1-${nodes}] Name=gpu File=${folder}/dev/nvidia[0-${gpus - 1}]\n`,
  );
  writeFileSync(join(folder, 'etc', 'cgroup.conf'), `${await cgroupLine()}\n`);

  const env = { SLURM_CONF: conf };
  const controller = ['slurmctld', 'slurmctld', '-D', '-f', conf];
  const keeper = keep(folder, {
    env,
    programs: [
      munge(folder),
      controller,
      ...names(nodes).map((name) => [name, 'slurmd', '-D', '-f', conf, '-N', name]),
    ],
    goodbye: [
      ['scancel', '--quiet', '--partition=gpu'],
      ['scancel', '--quiet', '--partition=debug'],
      ['bash', '-c', 'until [ -z "$(squeue -h -t running,completing -o %i)" ]; do sleep 0.1; done'],
    ],
  });

  const ask = async (program, ...args) =>
    (await execute(program, args, { env: { ...process.env, ...env }, maxBuffer: 16_000_000 })).stdout;
  const nodesUp = async () => {
    const states = await ask('sinfo', '-h', '-p', 'gpu', '-N', '-o', '%t').catch(() => '');
    return states.split('\n').filter((state) => /^(idle|mix|alloc)$/.test(state)).length >= nodes;
  };
  const cluster = {
    folder,
    conf,
    work: join(folder, 'work'),
    bin: join(folder, 'bin'),
    env,
    ask,
    ended: (id) =>
      until(`job ${id} ends`, 90, async () => {
        const state = (await ask('squeue', '-h', '-t', 'all', '-j', id, '-o', '%T')).trim().split('\n')[0];
        return /^(PENDING|CONFIGURING|RUNNING|COMPLETING)$/.test(state ?? '') ? undefined : state;
      }),
    pause: async () => {
      keeper.end('slurmctld', 'SIGTERM');
      await until('the controller is down', 20, () => isClosed(ports[0]));
    },
    resume: async () => {
      keeper.start(controller);
      await until('the nodes are up again', 30, nodesUp);
    },
    stop: keeper.stop,
  };
  try {
    await until(`the cluster is up (see ${folder}/log)`, 30, nodesUp);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

const names = (nodes) => Array.from({ length: nodes }, (_, index) => `127.0.0.${index + 1}`);

function munge(folder) {
  const run = (name) => join(folder, 'run', name);
  const key = join(folder, 'etc', 'munge.key');
  const files = [
    `--socket=${run('munge.socket')}`,
    `--pid-file=${run('munged.pid')}`,
    `--seed-file=${run('munge.seed')}`,
  ];
  return ['munged', 'munged', '-F', '--force', `--key-file=${key}`, ...files, `--log-file=${folder}/log/munged.log`];
}

function slurmConf({ folder, nodes, gpus, lines, minJobAge, ports }) {
  const { username } = userInfo();
  const host = hostname().split('.')[0];
  const each = names(nodes).map(
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
    // Without these a batch job waits three seconds for company.
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
    ...each,
    'PartitionName=gpu Nodes=ALL Default=YES MaxTime=7-00:00:00 DefaultTime=01:00:00 State=UP',
    'PartitionName=debug Nodes=127.0.0.1 MaxTime=00:10:00 State=UP',
  ].join('\n')}\n`;
}

/** Slurm hands out GPUs that are files; a character device makes it set CUDA_VISIBLE_DEVICES as with real ones. */
async function fakeGpus(folder, gpus) {
  for (let index = 0; index < gpus; index++) {
    const path = join(folder, 'dev', `nvidia${index}`);
    await execute('mknod', [path, 'c', '1', '3']).catch(() => writeFileSync(path, ''));
  }
}

/** How a release of Slurm is told to live without cgroups; each refuses the other one's word. */
async function cgroupLine() {
  const { stdout } = await execute('slurmd', ['-V']);
  const [, major] = /slurm(?:-wlm)? (\d+)/.exec(stdout) ?? [];
  return Number(major) >= 23 ? 'CgroupPlugin=disabled' : 'CgroupAutomount=no';
}

/** Ports that nobody listens on, all different. */
export async function freePorts(count) {
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

/** Asks until there is an answer. */
export async function until(what, seconds, read) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await read();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise((done) => setTimeout(done, 100));
  }
}
