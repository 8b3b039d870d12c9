import * as vscode from 'vscode';
import { readTargets, type Target } from '../../../server/src/lsp/protocol';
import { showError, showWarning } from '../notify';
import { clusterKindOf } from './clusters';

/** This machine, which is always a launch target. */
export const LOCAL_TARGET: Target = { kind: 'local', name: 'local' };

/** Lists this machine and the valid targets of the setting, with the problems of the others. */
export function listTargets(): { targets: Target[]; problems: string[] } {
  const { targets: configured, problems } = readTargets(
    vscode.workspace.getConfiguration('preflight').get<unknown>('launch.targets'),
  );
  return { targets: [LOCAL_TARGET, ...configured.filter(({ name }) => name !== LOCAL_TARGET.name)], problems };
}

const LAST_TARGET_KEY = 'preflight.lastTarget';

interface TargetItem extends vscode.QuickPickItem {
  target?: Target;
}

/**
 * Asks for a launch target, unless `requestedName` names one. The last one used comes first, so that Enter launches
 * there again. Returns undefined when the user dismisses the question.
 */
export async function pickTarget(
  memory: vscode.Memento,
  requestedName: string | undefined,
  add: () => Promise<Target | undefined>,
): Promise<Target | undefined> {
  const { targets: available, problems } = listTargets();
  if (problems.length > 0) showProblems(problems);
  if (requestedName !== undefined) {
    const found = available.find(({ name }) => name === requestedName);
    if (found) await memory.update(LAST_TARGET_KEY, found.name);
    else void showError(`Your settings have no launch target named ${requestedName}.`);
    return found;
  }
  const last = memory.get<string>(LAST_TARGET_KEY);
  const sorted = available.toSorted((a, b) => Number(b.name === last) - Number(a.name === last));
  const items: TargetItem[] = [
    ...sorted.map(createItem),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: '$(add) Add Launch Target…', description: 'a Slurm or Kubernetes cluster' },
  ];
  const choice = await vscode.window.showQuickPick(items, {
    title: 'Launch Target',
    placeHolder: 'Select a machine or cluster to run on',
  });
  if (!choice) return undefined;
  const target = choice.target ?? (await add());
  if (target) await memory.update(LAST_TARGET_KEY, target.name);
  return target;
}

function showProblems(problems: readonly string[]): void {
  void showWarning(`Invalid entries in preflight.launch.targets: ${problems.join(' ')}`, 'Open Settings').then(
    (choice) => choice && vscode.commands.executeCommand('workbench.action.openSettings', 'preflight.launch.targets'),
  );
}

const createItem = (target: Target): TargetItem => ({
  label: `$(${target.kind === 'local' ? 'terminal' : clusterKindOf(target).icon}) ${target.name}`,
  description: describeTarget(target),
  target,
});

/** Describes a target in one line: the cluster, and the part of it that a job uses. */
function describeTarget(target: Target): string {
  if (target.kind === 'local') return 'in a terminal on this machine';
  const size = [
    target.nodes === undefined ? '' : `${target.nodes} node${target.nodes === 1 ? '' : 's'}`,
    target.gpusPerNode === undefined ? '' : `${target.gpusPerNode} GPUs each`,
  ];
  return [...clusterKindOf(target).describe(target), ...size].filter(Boolean).join(' · ');
}
