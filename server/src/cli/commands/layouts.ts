import { defineCommand } from '../command';
import { CONTEXT_OPTIONS, readContextOptions, TEXT_OR_JSON } from '../contextOptions';
import { findLayoutsOf } from '../findLayoutsOf';
import { createEmptyReport, createLayoutsReport, listLayoutLines } from '../layoutsReport';
import { readCommandAt } from '../readCommandAt';
import { UsageError } from '../usageError';

/** Lists the layouts of a command that fit its GPUs. Returns 1 if none does. */
export const layoutsCommand = defineCommand({
  name: 'layouts',
  summary: 'list the parallel layouts that fit the GPUs, the fastest first',
  usage: 'PATH[:LINE]',
  options: {
    ...CONTEXT_OPTIONS,
    format: { ...TEXT_OR_JSON, summary: 'text, or JSON with numbers in GiB' },
    nodes: { type: 'string', value: 'N', summary: 'number of nodes, together with --gpus-per-node' },
    'gpus-per-node': { type: 'string', value: 'N', summary: 'GPUs of each node; default: those of the file, or 8' },
    limit: { type: 'string', value: 'N', default: '10', summary: 'number of layouts to list, at most 50' },
  },
  examples: [['preflight layouts train.sh --nodes 4 --gpus-per-node 8', 'the layouts for 32 GPUs']],
  run({ values, positionals, service: readService, output, errors }) {
    const service = readService();
    const nodes = readCount('nodes', values.nodes);
    const gpusPerNode = readCount('gpus-per-node', values['gpus-per-node']);
    if (nodes !== undefined && gpusPerNode === undefined) throw new UsageError('--nodes needs --gpus-per-node');
    const limit = readCount('limit', values.limit);
    const command = readCommandAt(service, 'layouts', positionals, readContextOptions(service, values, errors));
    const { path, line } = command;
    const found = findLayoutsOf(service, command, { nodes, gpusPerNode, limit });
    const head = `${path}:${line}`;
    if ('unknown' in found) {
      const message = `unknown: ${found.unknown.join('; ')}`;
      if (values.format === 'json') output.writeJson(createEmptyReport(path, line, message));
      else output.writeLines([`${head}: ${message}`]);
      return 1;
    }
    if (values.format === 'json') output.writeJson(createLayoutsReport(path, line, found));
    else output.writeLines(listLayoutLines(head, found));
    return found.offered.length > 0 ? 0 : 1;
  },
});

function readCount(name: string, text: string | undefined): number | undefined {
  if (text !== undefined && !/^[1-9]\d{0,5}$/.test(text))
    throw new UsageError(`--${name} must be a positive number, not "${text}"`);
  return text === undefined ? undefined : Number(text);
}
