import type { Service } from '../core/service';
import type * as Sizing from '../core/sizing';
import { loadSizing } from '../host/sizing';
import type { CommandAt } from './readCommandAt';

/** The wanted size of a run, and the number of layouts to find. */
interface LayoutRequest {
  nodes: number | undefined;
  gpusPerNode: number | undefined;
  limit: number | undefined;
}

/** Finds the layouts of a command that fit its GPUs, or those of another size. */
export function findLayoutsOf(
  service: Service,
  { document: original, config: originalConfig }: Pick<CommandAt, 'document' | 'config'>,
  { nodes, gpusPerNode, limit }: LayoutRequest,
): ReturnType<typeof Sizing.findLayouts> {
  const sizing = loadSizing();
  const document =
    nodes === undefined || gpusPerNode === undefined
      ? original
      : sizing.resizeDocument(service, original, nodes * gpusPerNode);
  const config = document.reading.configs[original.reading.configs.indexOf(originalConfig)] ?? originalConfig;
  return sizing.findLayouts(service, document, config, { nodes, gpusPerNode, limit });
}
