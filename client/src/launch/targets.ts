import * as vscode from 'vscode';
import { isHost, type Target } from '../../../server/src/lsp/protocol';

/** The launch targets that the user has set up, and this machine. */

const LOCAL: Target = { kind: 'local', name: 'local' };

/** Profiles as they stand in the setting. One that is no target at all is left out; its fields the engine judges. */
export function targets(): Target[] {
  const set = vscode.workspace.getConfiguration('preflight').get<unknown>('launch.targets');
  const all = Array.isArray(set) ? set : [];
  return [LOCAL, ...all.filter(isTarget)];
}

function isTarget(value: unknown): value is Target {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, name, host } = value as { kind?: unknown; name?: unknown; host?: unknown };
  if (typeof name !== 'string' || name === '') return false;
  if (host !== undefined && (typeof host !== 'string' || !isHost(host))) return false;
  return kind === 'slurm' || kind === 'kubernetes';
}

const ICONS: Record<Target['kind'], string> = { local: 'terminal', slurm: 'server-process', kubernetes: 'cloud' };

interface Item extends vscode.QuickPickItem {
  target?: Target;
}

/**
 * Asks where to launch; `named` answers without asking. The one that was used last comes first, so that Enter launches
 * there again. Undefined where the user thought better of it.
 */
export async function pickTarget(
  memory: vscode.Memento,
  named: string | undefined,
  add: () => Promise<Target | undefined>,
): Promise<Target | undefined> {
  const all = targets();
  if (named !== undefined) {
    const found = all.find(({ name }) => name === named);
    if (!found) void vscode.window.showErrorMessage(`There is no launch target called ${named} in your settings.`);
    return found;
  }
  const last = memory.get<string>('preflight.lastTarget');
  const sorted = all.toSorted((a, b) => Number(b.name === last) - Number(a.name === last));
  const items: Item[] = [
    ...sorted.map((target) => ({
      label: `$(${ICONS[target.kind]}) ${target.name}`,
      description: aboutTarget(target),
      target,
    })),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: '$(add) Add launch target…', description: 'asks sinfo or kubectl what there is' },
  ];
  const choice = await vscode.window.showQuickPick(items, { title: 'Launch on', placeHolder: 'Where does it run?' });
  if (!choice) return undefined;
  const target = choice.target ?? (await add());
  if (target) await memory.update('preflight.lastTarget', target.name);
  return target;
}

/** One line about a target: which cluster, and how much of it. */
export function aboutTarget(target: Target): string {
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
