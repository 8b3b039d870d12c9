import * as vscode from 'vscode';
import type { Target } from '../../../server/src/lsp/protocol';
import { askForKubernetes } from './clusters/kubernetes/wizard';
import { askForSlurm } from './clusters/slurm/wizard';
import type { Failure } from './process/failure';
import type { Run } from './process/run';
import { type Questions, withQuestions } from './questions';
import { targets } from './targets';

type Report = (failure: Failure) => void;

/** Sets up a launch target step by step, from what the cluster says there is, and writes it into the user’s settings. */
export async function addTarget(run: Run, report: Report): Promise<Target | undefined> {
  const made = await withQuestions('Add launch target', (questions) => askFor(questions, run, report));
  if (!made) return undefined;
  const settings = vscode.workspace.getConfiguration('preflight');
  const before = settings.inspect<unknown[]>('launch.targets')?.globalValue ?? [];
  await settings.update('launch.targets', [...before, made], vscode.ConfigurationTarget.Global);
  return made;
}

async function askFor(questions: Questions, run: Run, report: Report): Promise<Target | undefined> {
  const kind = await questions.pick('Which kind of cluster?', [
    { label: '$(server-process) Slurm', detail: 'sbatch on this machine, or through your own ssh', value: 'slurm' },
    {
      label: '$(cloud) Kubernetes',
      detail: 'PyTorchJob or TrainJob of Kubeflow, through your own kubectl',
      value: 'kubernetes',
    },
  ]);
  if (!kind) return undefined;
  const target = await (kind === 'slurm'
    ? askForSlurm(questions, run, report)
    : askForKubernetes(questions, run, report));
  if (!target) return undefined;
  const name = await nameFor(questions, target);
  if (!name) return undefined;
  return { ...target, name };
}

function nameFor(questions: Questions, target: Target): Promise<string | undefined> {
  const taken = targets().targets.map(({ name }) => name);
  const proposed = target.kind === 'slurm' ? (target.partition ?? 'slurm') : 'kubernetes';
  return questions.input(
    'Name of the target',
    taken.includes(proposed) ? `${proposed}-${taken.length}` : proposed,
    (text) =>
      text.trim() === '' ? 'It needs a name.' : taken.includes(text) ? 'There is a target of that name.' : undefined,
  );
}
