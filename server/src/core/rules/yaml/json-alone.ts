import { isJsonFileName } from '../../config/extensions';
import { isInJoined } from '../../config/joinConfigs';
import { fixRemove } from '../../lint/fix';
import type { Rule } from '../../lint/rule';

export const jsonAlone: Rule = {
  id: 'yaml.json-alone',
  title: 'Flag in addition to a JSON file',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.0.4',
  why: 'Up to 4.0.4 a JSON file as the first argument replaces the command line. All further arguments are left over, and the run stops with `remaining_argv`.',
  source: 'ms-swift swift/utils/utils.py, parse_args: parse_json_file (3.8.1)',
  bad: [
    {
      flags: '',
      script: '# preflight: ms-swift=3.8.1\nmegatron sft run.json --lr 1e-5\n',
      neighbor: { name: 'run.json', text: '{"seed": 1}' },
    },
    { flags: '', script: '# preflight: ms-swift=3.8.1\nmegatron sft run.json --lr 1e-5\n' },
  ],
  good: [
    {
      flags: '',
      script: '# preflight: ms-swift=3.8.1\nmegatron sft run.json\n',
      neighbor: { name: 'run.json', text: '{"seed": 1}' },
    },
    { flags: '', script: 'megatron sft run.json --lr 1e-5\n' },
  ],
  check: ({ config, release, givenFlags }) => {
    const file = config.configFile ?? config.joinedConfigFile;
    if (!file || release.from === 'default' || release.from === 'flags' || !isJsonFileName(file.value ?? '')) return [];
    const extraFlag = givenFlags.find(({ entry }) => isInJoined(entry.key) === isInJoined(file.span));
    if (!extraFlag) return [];
    const name = extraFlag.flag?.name ?? extraFlag.entry.name;
    return [
      {
        message: `ms-swift ${release.version} accepts no flags after a JSON file, so ${name} stops the run. Write it into the file.`,
        span: extraFlag.entry.fullSpan,
        flags: [name],
        related: [{ span: file.span, message: 'the JSON file' }],
        fixes: [fixRemove(extraFlag.entry, name)],
      },
    ];
  },
};
