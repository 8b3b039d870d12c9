import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '../../server/src/core/launch/plan';
import { expandKubernetesText } from './kubernetes';

/** The run that a recorder named `megatron` received. */
export interface RecordedRun {
  directory: string;
  args: string[];
  env: Record<string, string>;
  /** Text of the config file that the arguments name. */
  file: string | undefined;
}

/** Programs that record their arguments, in a folder of their own. A real Slurm and kubectl are in test/launch. */
export interface LaunchPrograms {
  folder: string;
  /** Runs a plan through its command line, as a user would type it. */
  runLine: (plan: Plan) => RecordedRun;
  /** Runs the container of a manifest, which no shell has read before. */
  runContainer: (container: Container, env: Record<string, string>) => RecordedRun;
  /** Returns the arguments that the program of that name received. */
  argsOf: (program: string) => string[];
  /** Returns true if a command that was only text has run. */
  isPwned: () => boolean;
  remove: () => void;
}

/** Container of a manifest. */
export interface Container {
  command: string[];
  args?: string[];
  env?: { name: string; value: string }[];
}

const RECORD_ARGUMENTS = 'printf "%s\\0" "$@" > "$RECORDS/${0##*/}.args"';
const PROGRAMS: Record<string, string> = {
  megatron: [
    RECORD_ARGUMENTS,
    'printf "%s\\0" "$PWD" > "$RECORDS/directory"',
    '/usr/bin/env -0 > "$RECORDS/env"',
    'for file; do case $file in /*/*) [ -f "$file" ] && cat "$file" > "$RECORDS/file"; break;; esac; done; :',
  ].join('\n'),
  scontrol: 'echo node1',
  srun: 'while [ "$1" != bash ]; do shift; done; exec "$@"',
  // Jobs get a script that sbatch has read from its standard input.
  sbatch: `${RECORD_ARGUMENTS}; cat > "$RECORDS/job"; exec bash "$RECORDS/job"`,
  ssh: `${RECORD_ARGUMENTS}; exec sh -c "\${!#}"`,
};

export function createLaunchPrograms(): LaunchPrograms {
  const folder = mkdtempSync(join(tmpdir(), 'preflight-programs-'));
  const [bin, records] = ['bin', 'records'].map((name) => join(folder, name)) as [string, string];
  for (const path of [bin, records]) mkdirSync(path);
  for (const [name, text] of Object.entries(PROGRAMS))
    writeFileSync(join(bin, name), `#!/usr/bin/env bash\n${text}\n`, { mode: 0o755 });
  const read = (name: string): string => readFileSync(join(records, name), 'utf8');
  const readItems = (name: string): string[] => read(name).split('\0').slice(0, -1);
  const run = (argv: readonly string[], env: Record<string, string>): RecordedRun => {
    rmSync(records, { recursive: true });
    mkdirSync(records);
    const [program = '', ...args] = argv;
    const { stderr } = spawnSync(program, args, {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: `${bin}:${process.env.PATH}`, HOME: folder, RECORDS: records, ...env },
    });
    if (!existsSync(join(records, 'directory'))) throw new Error(`megatron did not run: ${stderr}`);
    const variables = readItems('env').map((item): [string, string] => {
      const end = item.indexOf('=');
      return [item.slice(0, end), item.slice(end + 1)];
    });
    return {
      directory: readItems('directory')[0] ?? '',
      args: readItems('megatron.args'),
      env: Object.fromEntries(variables),
      file: existsSync(join(records, 'file')) ? read('file') : undefined,
    };
  };
  return {
    folder,
    runLine: (plan) => {
      for (const { name, text } of plan.files) writeFileSync(join(folder, name), text);
      const env = { SLURM_NODEID: '0', SLURM_JOB_NUM_NODES: '1', SLURM_JOB_ID: '5', ...plan.environment };
      return run(['bash', '-c', plan.submit.commandLine], env);
    },
    runContainer: ({ command, args = [], env = [] }, operatorEnv) => {
      const variables = Object.fromEntries(env.map(({ name, value }) => [name, expandKubernetesText(value, {})]));
      const argv = [...command, ...args].map((text) => expandKubernetesText(text, variables));
      return run(argv, { ...operatorEnv, ...variables });
    },
    argsOf: (program) => readItems(`${program}.args`),
    isPwned: () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => /(^|\/)pwned$/.test(name)),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
