import type { Neighbor } from '../../server/src/core/document/document';
import { planLaunch } from '../../server/src/core/planner';
import type { PlanResult, Target } from '../../server/src/lsp/protocol';
import { readShell, service } from '../support/service';

/** The plan for the first command of a script in a folder, as the editor gets it; `neighbours` are files that it names. */
export function createPlan(
  text: string,
  target: Target,
  directory: string,
  { name = 'train.sh', neighbours = [] }: { name?: string; neighbours?: Neighbor[] } = {},
): PlanResult {
  const document = readShell(text, { name, neighbors: neighbours });
  const [config] = document.reading.configs;
  if (!config) throw new Error('no config in the text');
  const settings = { file: `${directory}/${name}`, name, line: 0, directory, storage: directory };
  const plan = planLaunch(service, document, config, target, settings);
  return {
    ...plan,
    title: `${name}:1 megatron ${config.command} (${target.name})`,
    line: 0,
    commandLine: plan.submit.commandLine,
  };
}
