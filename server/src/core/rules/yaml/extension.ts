import { fixText } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { describeMissingModel } from './version';

/** Names that people give to config files. */
const CONFIG_FILE_NAME = /\.(?:ya?ml|jsonc?|txt|toml|conf|cfg|ini)$/i;

export const configFileName: Rule = {
  id: 'yaml.extension',
  title: 'A config file by a name that is not read',
  severity: 'error',
  outcome: 'rejected',
  releases: '4.1+',
  why: 'The launcher takes the first word for a config file if it ends in .yaml, .yml or .json, in small letters. Any other word stays on the command line, and the trainer has no flag for it.',
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
    const { positionals: words, configFile: uses, joinedConfigFile: joinedBy } = facts.config;
    const [word] = words;
    if (!word?.value || uses || joinedBy || !CONFIG_FILE_NAME.test(word.value)) return [];
    const name = `${word.text.replace(CONFIG_FILE_NAME, '')}.yaml`;
    return [
      {
        message: `\`${word.text}\` is no config file to ms-swift ${facts.release.version}: the name has to end in .yaml, .yml or .json, in small letters${describeMissingModel(facts)}. Rename the file.`,
        span: word.span,
        flags: [],
        fixes: /["']/.test(word.text) ? [] : [fixText(`Write ${name}, and rename the file`, word.span, name)],
      },
    ];
  },
};
