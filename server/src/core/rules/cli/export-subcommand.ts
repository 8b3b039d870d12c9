import { hasCommand } from '../../catalog/catalog';
import { nameOfCommand } from '../../config/lookup';
import type { Rule } from '../../lint/rule';

export const exportSubcommand: Rule = {
  id: 'cli.export-subcommand',
  needsWords: true,
  title: 'megatron export before 3.10',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-3.9',
  commands: ['export'],
  why: 'The launcher looks the command up in a table that contains only pt, sft and rlhf, and stops with `KeyError`.',
  source: 'swift/cli/_megatron/main.py, ROUTE_MAPPING',
  bad: [{ flags: '--to_hf true', command: 'export' }],
  good: [{ flags: '--packing true' }],
  check: ({ catalog, release, config }) =>
    hasCommand(catalog, release.version, config.command)
      ? []
      : [
          {
            message: `ms-swift ${release.version} has no \`${nameOfCommand(config.command)}\`; it was added in 3.10. Use \`swift export --to_mcore true\` or \`--to_hf true\`.`,
            span: config.head,
            flags: [],
          },
        ],
};
