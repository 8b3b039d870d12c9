import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLUSTER_KINDS, createCluster } from '../../client/src/launch/clusters';
import type { ClusterTarget } from '../../client/src/launch/clusters/cluster';
import type { Questions } from '../../client/src/launch/clusters/questions';
import { describeMachine } from '../../client/src/launch/plan/checkMachine';
import type { RunProcess } from '../../client/src/launch/process/run';
import type { KubernetesTarget, SlurmTarget } from '../../server/src/lsp/protocol';
import { createSlurmJob } from './slurmJob';

const SECURITY = resolve(import.meta.dirname, '../../docs/security.md');

const slurm: SlurmTarget = { kind: 'slurm', name: 's', nodes: 1, gpusPerNode: 1 };
const kubernetes: KubernetesTarget = {
  kind: 'kubernetes',
  name: 'k',
  image: 'i',
  resource: 'PyTorchJob',
  nodes: 1,
  gpusPerNode: 1,
};
const TARGETS: ClusterTarget[] = [slurm, { ...slurm, host: 'login', workingDirectory: '/w' }, kubernetes];

/** The programs that docs/security.md lists, each with the word after it if one is named. */
function listDocumentedPrograms(): Set<string> {
  const [, section = ''] = readFileSync(SECURITY, 'utf8').split('\n## Run\n');
  const [table = ''] = section.split('\n## ');
  const cells = table.split('\n').flatMap((line) => /^\| (`[^|]*`) \|/.exec(line)?.[1] ?? []);
  return new Set(cells.flatMap((cell) => [...cell.matchAll(/`([^\s`]+)[^`]*`/g)].map(([, program = '']) => program)));
}

/** Answers every question with its first choice or its default, so that a wizard reaches its end. */
const QUESTIONS: Questions = {
  pick: async (_, choices) => choices[0]?.value,
  input: async (_, value) => value || 'value',
  number: async (_, value) => value,
  runLookup: (_, act) => act(new AbortController().signal),
};

/** Uses everything that a cluster can do, and returns the programs that it starts, here and on another machine. */
async function listPrograms(target: ClusterTarget): Promise<string[]> {
  const programs: string[] = [];
  const addArgv = (argv: readonly string[] | undefined): void => {
    const [program = ''] = argv ?? [];
    programs.push(program);
    // The last argument of ssh is the command on the other machine, with each value quoted where that is necessary.
    const remote = program === 'ssh' && argv?.includes('-G') === false ? (argv.at(-1) ?? '') : '';
    if (remote !== '') programs.push(/^(?:exec )?'?([\w./-]+)/.exec(remote)?.[1] ?? remote);
  };
  const run: RunProcess = async (argv) => {
    addArgv(argv);
    const stdout = argv.includes('sinfo') ? 'gpu*|up|1-00:00:00|4|64|500000|gpu:8\n' : '7\n';
    return { argv, ended: 'exit', code: 0, stdout, stderr: '' };
  };
  const cluster = createCluster(target, run);
  const { plan } = createSlurmJob('megatron sft --lr 1e-5', '7', target);
  if (!plan) throw new Error('the plan was not stored');
  await cluster.prepare({ ...plan, directories: ['/w/logs'] });
  await cluster.findExisting({ ...plan, writes: ['/w/out'] });
  await cluster.validate(plan);
  await cluster.findDuplicate(plan);
  await cluster.submit(plan);
  await cluster.status(['7']);
  await cluster.finalStatus('7');
  await cluster.cancel('7');
  addArgv(await cluster.followCommand('7', '/w/7.out'));
  addArgv(await cluster.tailCommand('7', '/w/7.out'));
  const context = { questions: QUESTIONS, run, report: () => {}, readHomeFile: async () => '' };
  await CLUSTER_KINDS[target.kind].askForTarget(context);
  return programs;
}

/** Returns the programs that are asked about this machine. */
async function listProgramsHere(): Promise<string[]> {
  const programs: string[] = [];
  const run: RunProcess = async (argv) => {
    programs.push(argv[0] ?? '');
    return { argv, ended: 'missing', stdout: '', stderr: '' };
  };
  await describeMachine(run, { resources: { nodes: 1, gpusPerNode: 1, gpus: 1 } });
  return programs.map((program) => (program === 'where' ? 'which' : program));
}

describe('docs/security.md', () => {
  it.each(TARGETS)('lists every program that target %# starts', async (target) => {
    const documented = listDocumentedPrograms();
    const programs = await listPrograms(target);
    expect(programs.length).toBeGreaterThan(8);
    // Variables reach the other machine through `sh`, which starts the program.
    expect(programs.filter((program) => program !== 'sh' && !documented.has(program))).toEqual([]);
  });

  it('lists the programs that are asked about this machine', async () => {
    const documented = listDocumentedPrograms();
    expect((await listProgramsHere()).filter((program) => !documented.has(program))).toEqual([]);
  });

  it('lists no program that nothing starts', async () => {
    const started = new Set([...(await Promise.all(TARGETS.map(listPrograms))).flat(), ...(await listProgramsHere())]);
    // A terminal runs `bash`.
    expect([...listDocumentedPrograms()].filter((program) => program !== 'bash' && !started.has(program))).toEqual([]);
  });
});
