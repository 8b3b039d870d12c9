import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterTarget } from '../../client/src/launch/clusters/cluster';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import type { PlanResult } from '../../server/src/lsp/protocol';
import { readShell, service } from '../support/service';
import { startCluster, type TestCluster } from './cluster.mjs';
import { createPlan } from './createPlan';
import { createRunFolder, readRanks } from './ranks';
import { skipReason, submitPlan, waitForJob } from './realCluster';

/** Plans of every kind on a real Slurm: their files arrive, and the linter reports what sbatch rejects. */
describe.skipIf(skipReason)('a plan on a real Slurm', () => {
  let cluster: TestCluster;
  let folder: string;

  beforeAll(async () => {
    // Job ids that differ from those of other clusters on this machine lead to different master ports.
    cluster = await startCluster({ lines: ['FirstJobId=5000'] });
    process.env.SLURM_CONF = cluster.conf;
    folder = createRunFolder(cluster.work);
  });
  afterAll(() => cluster?.stop());

  const target = (fields: object = {}): ClusterTarget => ({
    kind: 'slurm',
    name: 'test',
    nodes: 2,
    gpusPerNode: 1,
    preamble: [`export PATH=${quoteWord(cluster.bin)}:$PATH`],
    ...fields,
  });

  const planOf = (text: string, name: string, ...neighbors: { name: string; text: string }[]): PlanResult =>
    createPlan(text, target(), folder, { name, neighbors });

  /** Runs a plan and returns the records of its processes. Its findings do not matter here. */
  async function runPlan(plan: PlanResult, out: string): Promise<ReturnType<typeof readRanks>> {
    const job = await waitForJob(await submitPlan(plan, target()));
    expect(job.status).toMatchObject({ phase: 'succeeded', exit: 0 });
    return readRanks(out);
  }

  const createOutFolder = (name: string): string => {
    const out = join(folder, name);
    mkdirSync(out);
    return out;
  };

  it('copies the config file to every node unchanged', async () => {
    const out = createOutFolder('with file');
    const yaml = `# it's "ours" $(id)\nsave: ${JSON.stringify(out)}\nsystem: "你好"\n`;
    const text = `# preflight: ms-swift=4.2.3\nmegatron sft conf/run.yaml --save ${quoteWord(out)}\n`;
    const plan = planOf(text, 'run.sh', { name: 'conf/run.yaml', text: yaml });
    const ranks = await runPlan(plan, out);
    expect(ranks).toHaveLength(2);
    for (const { argv } of ranks) {
      const [method, file = '', ...flags] = argv;
      expect([method, ...flags]).toEqual(['sft', '--save', out]);
      expect(file).toMatch(/\/run\.yaml$/);
      // All nodes are this machine, so the copy of each of them can be read.
      expect(readFileSync(file, 'utf8')).toBe(yaml);
    }
    expect(new Set(ranks.map(({ argv }) => argv[1])).size).toBe(2);
  });

  it('runs the full script on every node when only the shell knows its arguments', async () => {
    const out = createOutFolder('whole script');
    const text = `#!/bin/bash\nhere=$(dirname "$0")\nNNODES=\${NNODES:-1} megatron sft --save "$here/whole script" --system 'it'"'"'s'\n`;
    const ranks = await runPlan(planOf(text, 'whole.sh'), out);
    expect(ranks.map(({ rank, world }) => [rank, world])).toEqual([
      [0, 2],
      [1, 2],
    ]);
    for (const { argv } of ranks) expect(argv).toEqual(['sft', '--save', out, '--system', "it's"]);
  });

  it('passes secrets to the run without writing them to files', async () => {
    const out = createOutFolder('secret');
    const secret = 'hf_it,is=a "secret"';
    const text = `WANDB_API_KEY=${quoteWord(secret)} megatron sft --save ${quoteWord(out)}\n`;
    const plan = planOf(text, 'secret.sh');
    expect(plan.files.map((file) => file.text).join('\n')).not.toContain('hf_it');
    const ranks = await runPlan(plan, out);
    expect(ranks.map(({ env }) => env.WANDB_API_KEY)).toEqual([secret, secret]);
  });

  it('submits a batch script unchanged', async () => {
    const out = createOutFolder('batch');
    const text = [
      '#!/bin/bash',
      '#SBATCH --nodes=2 --ntasks-per-node=1',
      '#SBATCH --gpus-per-node=1 --export=NONE',
      `#SBATCH --output="logs\\#1/%x-%j.out"`,
      'unset SLURM_EXPORT_ENV',
      `export PATH=${quoteWord(cluster.bin)}:$PATH MASTER_ADDR=127.0.0.1 MASTER_PORT=$((20000 + SLURM_JOB_ID % 20000))`,
      'export NNODES=$SLURM_NNODES NPROC_PER_NODE=$SLURM_GPUS_ON_NODE',
      `srun bash -c 'NODE_RANK=$SLURM_NODEID exec megatron sft --save "$1"' task ${quoteWord(out)}`,
      '',
    ].join('\n');
    const plan = planOf(text, 'batch.sbatch');
    expect(plan.resources).toMatchObject({ nodes: 2, gpus: 2 });
    expect(plan.directories).toEqual([join(folder, 'logs#1')]);
    expect((await runPlan(plan, out)).map(({ rank }) => rank)).toEqual([0, 1]);
  });

  /** Options of #SBATCH lines, valid and invalid. None of them requests resources that the cluster lacks. */
  const SBATCH_LINES = [
    '--nodes=2 -p gpu',
    '-N2',
    '-N 2',
    '--nodes 2',
    '--ntasks-per-n=1',
    '-J "a b" --comment=x\\ y',
    '--exclusive=user',
    '-H',
    '--nodez=2',
    '--cpus=2',
    '-p gpu extra',
    'nodes=2',
    '--exclusive user',
    '--hold=yes',
    '--nodes=2 # --nodez',
    '--job-name',
    '-X',
    '--gpus-per-node=1 --mem 100M',
    '--nodes=2 \\',
    "'' --nodez=2",
    '--nodes=2\\',
    '"-N" 2',
    '--no"des=2"',
    '-N2 -N "3"',
    '--jo#b',
    '-',
    '--',
    '-N -p gpu',
    '-p=gpu',
    '-HQ',
    '--begin=now+1hour -k',
    '--nice=5',
    "--comment='#'",
    '--open-mode=append -o x',
  ];

  it('is rejected by sbatch exactly when a rule reports an error', () => {
    for (const line of SBATCH_LINES) {
      const text = `#!/bin/bash\n#SBATCH ${line}\nmegatron sft --lr 1e-5\n`;
      const found = service
        .lintDocument(readShell(text))
        .filter(({ rule, severity }) => /^slurm\.(?:option|word|value)$/.test(rule) && severity === 'error');
      const path = join(folder, 'line.sbatch');
      writeFileSync(path, text);
      let output = '';
      try {
        execFileSync('sbatch', ['--test-only', path], { stdio: 'pipe' });
      } catch (error) {
        output = String((error as { stderr: Buffer }).stderr);
      }
      const isRejected =
        /unrecognized option|ambiguous|Invalid directive|requires an argument|invalid option|doesn't allow|is not a valid/.test(
          output,
        );
      expect([line, found.length > 0, output]).toEqual([line, isRejected, output]);
    }
  });
});
