import { fixText } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { describeMissingModel } from './version';

/** Extensions that users give to config files. */
const CONFIG_FILE_EXTENSION = /\.(?:ya?ml|jsonc?|txt|toml|conf|cfg|ini)$/i;

export const yamlExtension: Rule = {
  id: 'yaml.extension',
  needsWords: true,
  title: 'Config file with an unsupported extension',
  severity: 'error',
  outcome: 'rejected',
  releases: '4.1+',
  why: 'The launcher reads the first argument as a config file if it ends in .yaml, .yml or .json, in lowercase. Any other argument stays on the command line, and the trainer has no flag for it.',
  source: 'swift/cli/main.py, parse_yaml_args (4.2.3)',
  supersedes: 'cli.scalar-many',
  bad: [
    { flags: '', script: '# preflight: ms-swift=4.2.3\nmegatron sft run.YAML\n' },
    { flags: '', script: '# preflight: ms-swift=4.5.2\nmegatron sft run.txt --lr 1e-5\n' },
  ],
  good: [
    { flags: '', script: '# preflight: ms-swift=4.2.3\nmegatron sft run.yml\n' },
    { flags: '', script: '# preflight: ms-swift=4.2.3\nmegatron sft --system prompt.txt\n' },
  ],
  check: (facts) => {
    const { positionals, configFile, joinedConfigFile } = facts.config;
    const [first] = positionals;
    if (!first?.value || configFile || joinedConfigFile || !CONFIG_FILE_EXTENSION.test(first.value)) return [];
    const name = `${first.text.replace(CONFIG_FILE_EXTENSION, '')}.yaml`;
    return [
      {
        message: `ms-swift ${facts.release.version} does not read \`${first.text}\` as a config file${describeMissingModel(facts)}. The name must end in .yaml, .yml or .json, in lowercase. Rename the file.`,
        span: first.span,
        flags: [],
        fixes: /["']/.test(first.text)
          ? []
          : [fixText(`Change to ${name} (rename the file as well)`, first.span, name)],
      },
    ];
  },
};
