import * as vscode from 'vscode';
import { readTargets, type Target } from '../../../server/src/lsp/protocol';

/** The launch targets that the user has set up, and this machine. */

export const LOCAL_TARGET: Target = { kind: 'local', name: 'local' };

/** Profiles as they stand in the setting, and what is wrong with those that are left out. */
export function listTargets(): { targets: Target[]; problems: string[] } {
  const { targets: configured, problems } = readTargets(
    vscode.workspace.getConfiguration('preflight').get<unknown>('launch.targets'),
  );
  return { targets: [LOCAL_TARGET, ...configured.filter(({ name }) => name !== LOCAL_TARGET.name)], problems };
}

const ICONS: Record<Target['kind'], string> = { local: 'terminal', slurm: 'server-process', kubernetes: 'cloud' };

const LAST_TARGET_KEY = 'preflight.lastTarget';

interface Item extends vscode.QuickPickItem {
  target?: Target;
}

/**
 * Asks where to launch; `named` answers without asking. The one that was used last comes first, so that Enter launches
 * there again. Undefined where the user thought better of it.
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
    else void vscode.window.showErrorMessage(`There is no launch target called ${requestedName} in your settings.`);
    return found;
  }
  const last = memory.get<string>(LAST_TARGET_KEY);
  const sorted = available.toSorted((a, b) => Number(b.name === last) - Number(a.name === last));
  const items: Item[] = [
    ...sorted.map((target) => ({
      label: `$(${ICONS[target.kind]}) ${target.name}`,
      description: describeTarget(target),
      target,
    })),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: '$(add) Add launch target…', description: 'asks sinfo or kubectl what there is' },
  ];
  const choice = await vscode.window.showQuickPick(items, { title: 'Launch on', placeHolder: 'Where does it run?' });
  if (!choice) return undefined;
  const target = choice.target ?? (await add());
  if (target) await memory.update(LAST_TARGET_KEY, target.name);
  return target;
}

function showProblems(problems: readonly string[]): void {
  void vscode.window
    .showWarningMessage(`In preflight.launch.targets: ${problems.join(' ')}`, 'Open Settings')
    .then(
      (choice) => choice && vscode.commands.executeCommand('workbench.action.openSettings', 'preflight.launch.targets'),
    );
}

/** One line about a target: which cluster, and how much of it. */
function describeTarget(target: Target): string {
  if (target.kind === 'local') return 'in a terminal on this machine';
  const size = [
    target.nodes === undefined ? '' : `${target.nodes} node${target.nodes === 1 ? '' : 's'}`,
    target.gpusPerNode === undefined ? '' : `${target.gpusPerNode} GPUs each`,
  ];
  const where =
    target.kind === 'slurm'
      ? [target.host === undefined ? 'Slurm' : `Slurm through ${target.host}`, target.partition]
      : [target.resource, target.context, target.namespace];
  return [...where, ...size].filter(Boolean).join(' · ');
}
