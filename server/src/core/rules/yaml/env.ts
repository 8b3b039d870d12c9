import { isInRange } from '../../catalog/release';
import type { Entry } from '../../config/config';
import { isInJoined } from '../../config/joinConfigs';
import { findVariable, variablesOf } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { isFromConfigFile, LATE_ENV_RELEASES } from '../../facts/launcherEnvironment';
import { fixOf, fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** Variables of `ENV` in a config file that do not hold. */
const createEnvExample = (release: string, shell: string, file: string) => ({
  flags: '',
  script: `# preflight: ms-swift=${release}\n${shell}megatron sft run.yaml\n`,
  neighbor: { name: 'run.yaml', text: `ENV:\n  ${file}\nmodel: m\n` },
});

export const envTorchrun: Rule = {
  id: 'yaml.env-torchrun',
  title: 'Launcher variables in ENV before 4.2.2',
  severity: 'warning',
  outcome: 'ignored',
  releases: LATE_ENV_RELEASES,
  why: 'Up to 4.2.1 the words of torchrun are put together before the file is read, so that ENV comes too late for them: where the shell sets neither NPROC_PER_NODE nor NNODES, one GPU trains alone.',
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
      // Only what stands in the script can be set there.
      const isInScript = value !== undefined && configFile !== undefined && !isInJoined(configFile.span);
      return [
        {
          message: `${name} in ENV comes too late for torchrun in ms-swift ${release.version}. ${shellVariable ? 'That of the shell holds; set it there.' : 'Set it in the shell, in front of the command.'}`,
          span: entry.fullSpan,
          flags: [name],
          related: shellVariable
            ? [{ span: shellVariable.fullSpan, message: `this ${name} holds` }]
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

export const envPrecedence: Rule = {
  id: 'yaml.env-precedence',
  title: 'A variable in ENV and in the shell',
  severity: 'warning',
  outcome: 'overridden',
  releases: '4.1-4.5',
  why: 'From 4.2.2 on a variable that the shell has set is left as it is, and a different value in ENV is only mentioned in the log; 4.3.0 stops there, since the line that would mention it fails. Up to 4.2.1 ENV goes over the shell.',
  source: 'swift/cli/main.py of 4.1.0, 4.2.2 and 4.3.0 (`logger` is not defined there), parse_yaml_args',
  bad: [
    createEnvExample('4.5.2', 'HF_HUB_OFFLINE=0 ', 'HF_HUB_OFFLINE: 1'),
    createEnvExample('4.1.0', 'HF_HUB_OFFLINE=0 ', 'HF_HUB_OFFLINE: 1'),
    createEnvExample('4.3.0', 'HF_HUB_OFFLINE=0 ', 'HF_HUB_OFFLINE: 1'),
  ],
  good: [
    createEnvExample('4.5.2', 'HF_HUB_OFFLINE=1 ', 'HF_HUB_OFFLINE: 1'),
    createEnvExample('4.5.2', '', 'HF_HUB_OFFLINE: 1'),
  ],
  check: (facts) => {
    const { version } = facts.release;
    const [isStopped, fileWins] = [isInRange(version, '4.3.0-4.3.0'), isInRange(version, LATE_ENV_RELEASES)];
    return findOverriddenVariables(facts).map(({ overridden, effective }): Found => {
      const shellVariable = fileWins ? overridden : effective;
      const intro = `${overridden.name} is set in ENV of the config file and in the shell`;
      const common = {
        span: overridden.fullSpan,
        flags: [overridden.name],
        fixes: [fixRemove(overridden, `this ${overridden.name}`)],
      };
      if (isStopped)
        return {
          ...common,
          severity: 'error',
          outcome: 'rejected',
          message: `${intro}, to something else; ms-swift 4.3.0 stops there with a NameError. Set it in one place.`,
          related: [{ span: shellVariable.fullSpan, message: `the other ${overridden.name}` }],
        };
      return {
        ...common,
        message: `${intro}; in ms-swift ${version} ${fileWins ? 'ENV' : 'the shell'} holds.`,
        related: [{ span: effective.fullSpan, message: `this ${overridden.name} holds` }],
      };
    });
  },
};

/** Variables that file and shell set to different values. The one that is set last holds. */
function findOverriddenVariables({ config }: Facts): { overridden: Entry; effective: Entry }[] {
  if (!config.joinedConfigFile) return [];
  const last = new Map(variablesOf(config).map((entry) => [entry.name, entry]));
  return variablesOf(config).flatMap((overridden) => {
    const effective = last.get(overridden.name);
    if (!effective || isFromConfigFile(config, effective) === isFromConfigFile(config, overridden)) return [];
    const values = [overridden, effective].map((entry) => entry.values[0]?.value);
    return values.includes(undefined) || values[0] === values[1] ? [] : [{ overridden, effective }];
  });
}
