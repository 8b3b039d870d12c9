import type { PlanResult } from '../../../../server/src/lsp/protocol';
import type { RunProcess } from '../process/run';

/** Time limit of each of the two programs. */
const LIMIT_SECONDS = 10;

/**
 * Describes whether this machine can run a plan: whether its program is on the PATH, and how many GPUs there are. A program
 * that cannot be asked for says nothing. The terminal may have another PATH, so that nothing of this stops a launch.
 */
export async function describeMachine(run: RunProcess, { resources }: Pick<PlanResult, 'resources'>): Promise<string> {
  const [program, gpus] = await Promise.all([describeProgram(run), describeGpus(run, resources.gpus)]);
  return [program, gpus].filter((sentence) => sentence !== '').join(' ');
}

async function describeProgram(run: RunProcess): Promise<string> {
  const finder = process.platform === 'win32' ? 'where' : 'which';
  const { ended, code, stdout } = await run([finder, 'megatron'], { seconds: LIMIT_SECONDS });
  if (ended !== 'exit' || code === undefined || code > 1) return '';
  const [path = ''] = stdout.trim().split(/\r?\n/);
  return code === 0 && path !== ''
    ? `megatron is ${path}.`
    : 'megatron is not on the PATH of VS Code: activate its environment in the terminal, or install ms-swift.';
}

async function describeGpus(run: RunProcess, needed: number): Promise<string> {
  const { ended, code, stdout } = await run(['nvidia-smi', '--list-gpus'], { seconds: LIMIT_SECONDS });
  if (ended === 'missing') return 'nvidia-smi is not on the PATH, so the number of GPUs is unknown.';
  if (ended !== 'exit' || code !== 0) return '';
  const count = stdout.split('\n').filter((line) => /^GPU \d+:/.test(line)).length;
  return `This machine has ${countGpus(count)}${count < needed ? `, and the run needs ${needed}` : ''}.`;
}

const countGpus = (count: number): string => `${count} ${count === 1 ? 'GPU' : 'GPUs'}`;
