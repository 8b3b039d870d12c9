import * as vscode from 'vscode';
import type { Target } from '../../../server/src/lsp/protocol';
import { askForKubernetes } from './clusters/kubernetes/wizard';
import { askForSlurm } from './clusters/slurm/wizard';
import type { Failure } from './process/failure';
import type { RunProcess } from './process/run';
import { type Questions, runWizard } from './questions';
import { listTargets } from './targets';

type ReportFailure = (failure: Failure) => void;

/** Sets up a launch target step by step, from what the cluster says there is, and writes it into the user’s settings. */
export async function addTarget(run: RunProcess, report: ReportFailure): Promise<Target | undefined> {
  const target = await runWizard('Add launch target', (questions) => askForTarget(questions, run, report));
  if (!target) return undefined;
  const settings = vscode.workspace.getConfiguration('preflight');
  const before = settings.inspect<unknown[]>('launch.targets')?.globalValue ?? [];
  await settings.update('launch.targets', [...before, target], vscode.ConfigurationTarget.Global);
  return target;
}

async function askForTarget(questions: Questions, run: RunProcess, report: ReportFailure): Promise<Target | undefined> {
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
  const name = await askForName(questions, target);
  if (!name) return undefined;
  return { ...target, name };
}

function askForName(questions: Questions, target: Target): Promise<string | undefined> {
  const usedNames = listTargets().targets.map(({ name }) => name);
  const defaultName = target.kind === 'slurm' ? (target.partition ?? 'slurm') : 'kubernetes';
  return questions.input(
    'Name of the target',
    usedNames.includes(defaultName) ? `${defaultName}-${usedNames.length}` : defaultName,
    (text) =>
      text.trim() === ''
        ? 'It needs a name.'
        : usedNames.includes(text)
          ? 'There is a target of that name.'
          : undefined,
  );
}
