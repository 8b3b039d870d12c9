import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterTarget } from '../../client/src/launch/clusters/cluster';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import type { PlanResult } from '../../server/src/lsp/protocol';
import { CANARIES, HOSTILE_WORDS } from '../support/hostileWords';
import { readShell, service } from '../support/service';
import { startCluster, type TestCluster } from './cluster.mjs';
import { createPlan } from './createPlan';
import { createRunFolder, readRanks } from './ranks';
import { clusterOf, skipReason, submitPlan, unwrap, waitForJob } from './realCluster';

/** Folder name with characters that bash, sbatch or a terminal would act on. */
const HOSTILE_FOLDER = `it's "a" $(touch pwned) \`touch pwned\`;touch pwned #1 %x %j * ~ && 你好\u2028\u0085\t-`;

/** Quotes a text for bash on one line, so that none of its lines looks like a line of the script. */
const quoteLine = (text: string): string =>
  `$'${text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;

/** Returns the files that exist only if a text was run as a command. */
const findPwned = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /(^|\/)pwned$/.test(name));

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

  /** Texts that stay on one line, as settings and folders of sbatch must. */
  const HOSTILE_LINES = [...HOSTILE_WORDS, ...CANARIES].filter((text) => text !== '' && !/[\r\n]/.test(text));

  it('passes hostile names, values and paths to the run unchanged', async () => {
    const directory = join(folder, HOSTILE_FOLDER);
    const out = join(directory, 'out');
    const logDirectory = join(directory, 'logs');
    for (const path of [directory, out, logDirectory]) {
      mkdirSync(path);
      chmodSync(path, 0o777);
    }
    const values = [...HOSTILE_WORDS, ...CANARIES, ...CANARIES.map((text) => `"${text}'`)];
    const note = CANARIES.join('');
    const text = `NOTE=${quoteLine(note)} config=1 megatron sft --save ${quoteLine(out)} --dataset x ${values.map(quoteLine).join(' ')} --xx ${quoteLine(note)}\n`;
    const fields = { workingDirectory: directory, logDirectory };
    const plan = createPlan(text, target(fields), directory, { name: `${HOSTILE_FOLDER}.sh` });
    expect(plan.problems.filter((text) => !/\(\w+\.[\w-]+\)$/.test(text))).toEqual([]);
    const ranks = await runPlan(plan, out);
    expect(ranks).toHaveLength(2);
    for (const { argv, env, folder: startFolder } of ranks) {
      expect(argv).toEqual(['sft', '--save', out, '--dataset', 'x', ...values, '--xx', note]);
      expect([env.NOTE, startFolder]).toEqual([note, directory]);
    }
    expect(readdirSync(logDirectory)).toEqual([expect.stringMatching(/^[\w.-]+-\d+\.out$/)]);
    expect(findPwned(folder)).toEqual([]);
  });

  it('runs the script itself when its path and its first characters are hostile', async () => {
    const out = createOutFolder('hostile script');
    const directory = `${folder}/$(touch pwned); touch pwned`;
    const text = `-x\nmegatron sft --save ${quoteWord(out)} --system "$(printf %s "$0")"\n`;
    const plan = createPlan(text, target({ workingDirectory: folder }), directory, { name: "';touch pwned #.sh" });
    const ranks = await runPlan(plan, out);
    for (const { argv } of ranks) expect(argv.at(-1)).toBe(`${directory}/';touch pwned #.sh`);
    expect([ranks.length, findPwned(folder)]).toEqual([2, []]);
  });

  it('passes every setting of a target to sbatch unchanged', async () => {
    for (const text of HOSTILE_LINES) {
      const plan = createPlan('megatron sft --lr 1\n', target({ account: text, sbatch: ['--hold'] }), folder);
      const id = unwrap(await clusterOf(target()).submit(plan));
      // Slurm keeps accounts in lowercase.
      const account = await cluster.query('squeue', '-h', '-j', id, '-o', '%a');
      await cluster.query('scancel', id);
      expect(account).toBe(`${text.toLowerCase()}\n`);
    }
  });

  it('submits a batch script whose file name is hostile under a plain name', async () => {
    const text = '#!/bin/bash\n#SBATCH --nodes=1 --hold\nmegatron sft --lr 1\n';
    for (const name of CANARIES.map((canary) => `${canary.replaceAll('/', '-')} StdOut=x JobState=y`)) {
      const plan = createPlan(text, target(), folder, { name: `${name}.sbatch` });
      const id = unwrap(await clusterOf(target()).submit(plan));
      const jobName = await cluster.query('squeue', '-h', '-j', id, '-o', '%j');
      await cluster.query('scancel', id);
      expect([jobName.trim(), jobName]).toEqual([plan.jobName, expect.stringMatching(/^[\w.-]+\n$/)]);
    }
    expect(findPwned(folder)).toEqual([]);
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
