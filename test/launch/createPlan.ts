import type { Neighbor } from '../../server/src/core/document/document';
import { planLaunch } from '../../server/src/core/planner';
import type { PlanResult, Target } from '../../server/src/lsp/protocol';
import { readShell, service } from '../support/service';

/** Creates the plan for the first command of a script, as the editor receives it. `neighbors` are files that it names. */
export function createPlan(
  text: string,
  target: Target,
  directory: string,
  { name = 'train.sh', neighbors = [] }: { name?: string; neighbors?: Neighbor[] } = {},
): PlanResult {
  const document = readShell(text, { name, neighbors });
  const [config] = document.reading.configs;
  if (!config) throw new Error('The text has no config.');
  const settings = { file: `${directory}/${name}`, name, line: 0, directory, storage: directory };
  const plan = planLaunch(service, document, config, target, settings);
  return {
    ...plan,
    title: `${name}:1 megatron ${config.command} (${target.name})`,
    line: 0,
    version: service.releaseOf(document, config),
    commandLine: plan.submit.commandLine,
  };
}
