import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CLI } from '../support/cli';
import { findBlock } from '../support/documents';
import { startCluster, type TestCluster } from './cluster.mjs';
import { createRunFolder } from './ranks';
import { skipReason } from './realCluster';

const BAD_CONFIG = '# preflight: ms-swift=4.5.2\nmodel: m\npacking: ture\n';
const GOOD_CONFIG = '# preflight: ms-swift=4.5.2\nmodel: m\ndataset: d\nnum_train_epochs: 1\n';

// The recipes of docs/ci.md for Slurm, as they are printed there, with the bundled command line.
describe.skipIf(skipReason)('a recipe for Slurm', () => {
  let cluster: TestCluster;
  let folder: string;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster?.stop());
  beforeEach(() => {
    folder = createRunFolder(cluster.work);
    writeProgram('preflight', `exec ${process.execPath} ${CLI} "$@"`);
    write('job.sbatch', findBlock('docs/ci.md', '#SBATCH'));
  });

  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const writeProgram = (name: string, script: string): void => {
    write(name, `#!/bin/bash\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  };

  /** Runs a script on the login node, with programs of the test before all others. */
  function runBash(script: string) {
    const env = { ...process.env, ...cluster.env, PATH: [folder, cluster.bin, process.env.PATH].join(delimiter) };
    const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-c', script], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    return { status, stdout, output: stdout + stderr };
  }

  /** Submits the job of the page, and waits for its end. */
  async function runJob(): Promise<{ state: string; log: string }> {
    const { status, stdout, output } = runBash('sbatch --parsable --output=job.log job.sbatch');
    expect(status, output).toBe(0);
    const state = await cluster.ended(stdout.trim());
    return { state, log: readFileSync(join(folder, 'job.log'), 'utf8') };
  }

  it('ends a job whose config has an error before its training', async () => {
    write('config.yaml', BAD_CONFIG);
    const { state, log } = await runJob();
    expect(state, log).toBe('FAILED');
    expect(log).toMatch(/config\.yaml\n[\s\S]*3:10 error: `ture` is not a value of packing/);
    expect(log).not.toContain('rank 0');
  });

  it('lets a job train whose config has none, and one on a node without preflight', async () => {
    write('config.yaml', GOOD_CONFIG);
    expect(await runJob()).toMatchObject({ state: 'COMPLETED', log: expect.stringContaining('rank 7 of 8 has ended') });
    writeProgram('preflight', 'exit 127');
    write('config.yaml', BAD_CONFIG);
    expect(await runJob()).toMatchObject({ state: 'COMPLETED', log: expect.stringContaining('rank 7 of 8 has ended') });
  });

  it('submits a script only if nothing in it fails', async () => {
    const submit = (args: string) => runBash(`${findBlock('docs/ci.md', 'sbatch() {')}\nsbatch --parsable ${args}`);
    write('config.yaml', BAD_CONFIG);
    const rejected = submit('--output=job.log job.sbatch');
    expect(rejected).toMatchObject({ status: 1, output: expect.stringContaining('`ture` is not a value of packing') });
    expect(await cluster.query('squeue', '-h', '-t', 'all', '-n', 'job.sbatch', '-o', '%j:%Z')).not.toContain(folder);
    write('config.yaml', GOOD_CONFIG);
    const accepted = submit('--output=job.log job.sbatch');
    expect(accepted.status, accepted.output).toBe(0);
    expect(await cluster.ended(accepted.stdout.trim())).toBe('COMPLETED');
    const other = submit('--output=other.log --wrap=hostname');
    expect(await cluster.ended(other.stdout.trim())).toBe('COMPLETED');
  });
});
