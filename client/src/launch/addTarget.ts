import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { CLUSTER_KINDS, clusterKindOf } from './clusters';
import type { ClusterTarget } from './clusters/cluster';
import type { WizardContext } from './clusters/clusterKind';
import type { Questions } from './clusters/questions';
import type { Failure } from './process/failure';
import type { RunProcess } from './process/run';
import { runWizard } from './questions';
import { listTargets } from './targets';

/** Sets up a launch target in a wizard, which queries the cluster for choices, and adds it to the user’s settings. */
export async function addTarget(
  run: RunProcess,
  report: (failure: Failure) => void,
): Promise<ClusterTarget | undefined> {
  const target = await runWizard('Add Launch Target', (questions) =>
    askForTarget({ questions, run, report, readHomeFile }),
  );
  if (!target) return undefined;
  const settings = vscode.workspace.getConfiguration('preflight');
  const before = settings.inspect<unknown[]>('launch.targets')?.globalValue ?? [];
  await settings.update('launch.targets', [...before, target], vscode.ConfigurationTarget.Global);
  return target;
}

async function askForTarget(context: WizardContext): Promise<ClusterTarget | undefined> {
  const kind = await context.questions.pick(
    'Kind of cluster',
    Object.values(CLUSTER_KINDS).map((value) => ({
      label: `$(${value.icon}) ${value.label}`,
      detail: value.detail,
      value,
    })),
  );
  const target = await kind?.askForTarget(context);
  if (!target) return undefined;
  const name = await askForName(context.questions, target);
  return name ? { ...target, name } : undefined;
}

function askForName(questions: Questions, target: ClusterTarget): Promise<string | undefined> {
  const usedNames = listTargets().targets.map(({ name }) => name);
  const defaultName = clusterKindOf(target).suggestName(target);
  return questions.input(
    'Name of the target',
    usedNames.includes(defaultName) ? `${defaultName}-${usedNames.length}` : defaultName,
    (text) => {
      if (text.trim() === '') return 'Enter a name.';
      return usedNames.includes(text) ? 'A target of this name already exists.' : undefined;
    },
  );
}

const readHomeFile = async (...path: string[]): Promise<string> =>
  vscode.workspace.fs.readFile(vscode.Uri.joinPath(vscode.Uri.file(homedir()), ...path)).then(
    (bytes) => Buffer.from(bytes).toString('utf8'),
    () => '',
  );
