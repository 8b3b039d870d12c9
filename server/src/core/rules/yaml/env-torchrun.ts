import { isInJoined } from '../../config/joinConfigs';
import { findVariable } from '../../config/lookup';
import { LATE_ENV_RELEASES } from '../../facts/launcherEnvironment';
import { fixOf, fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { createEnvExample } from './common';

export const envTorchrun: Rule = {
  id: 'yaml.env-torchrun',
  needsWords: true,
  title: 'Launcher variables in ENV before 4.2.2',
  severity: 'warning',
  outcome: 'ignored',
  releases: LATE_ENV_RELEASES,
  why: 'Up to 4.2.1 the launcher assembles the arguments of torchrun before it reads the file, so ENV comes too late for them. If the shell sets neither NPROC_PER_NODE nor NNODES, a single GPU trains.',
  source: 'swift/cli/main.py of 4.1.0 and 4.2.2, cli_main and parse_yaml_args',
  bad: [
    { flags: '', file: '# preflight: ms-swift=4.1.0\nENV:\n  NPROC_PER_NODE: 8\nmodel: m\ndataset: d\n' },
    createEnvExample('4.1.3', '', 'NPROC_PER_NODE: 8'),
    createEnvExample('4.2.1', 'NPROC_PER_NODE=4 ', 'NPROC_PER_NODE: 8'),
  ],
  good: [
    { flags: '', file: '# preflight: ms-swift=4.2.2\nENV:\n  NPROC_PER_NODE: 8\nmodel: m\ndataset: d\n' },
    { flags: '', file: '# preflight: ms-swift=4.1.0\nENV:\n  HF_HUB_OFFLINE: 1\nmodel: m\ndataset: d\n' },
    createEnvExample('4.2.2', '', 'NPROC_PER_NODE: 8'),
    createEnvExample('4.2.0', 'NPROC_PER_NODE=8 ', 'NPROC_PER_NODE: 8'),
  ],
  check: ({ config, release }) =>
    (config.lateVariables ?? []).flatMap((entry): Found[] => {
      const { name, values } = entry;
      const value = values[0]?.value;
      const shellVariable = findVariable(config, name);
      if (shellVariable && (value === undefined || [value, undefined].includes(shellVariable.values[0]?.value)))
        return [];
      const configFile = config.joinedConfigFile;
      // Only a fix in the script itself can set a variable of the shell.
      const isInScript = value !== undefined && configFile !== undefined && !isInJoined(configFile.span);
      return [
        {
          message: `${name} in ENV is set too late for torchrun in ms-swift ${release.version}. ${shellVariable ? 'The value from the shell is used; change it there.' : 'Set it in the shell, before the command.'}`,
          span: entry.fullSpan,
          flags: [name],
          related: shellVariable
            ? [{ span: shellVariable.fullSpan, message: `this ${name} takes effect` }]
            : configFile
              ? [{ span: configFile.span, message: 'the command that reads the file' }]
              : [],
          fixes: [
            ...(isInScript ? [fixOf(`Set ${name} to ${value} in the shell`, { op: 'setEnv', name, value })] : []),
            fixRemove(entry, `${name} from ENV`),
          ],
        },
      ];
    }),
};
