import { inRange } from '../../catalog/release';
import { type Entry, variableNamed, variablesOf } from '../../config/config';
import { isInOther } from '../../config/joinConfigs';
import type { Facts } from '../../facts/facts';
import { FILE_COMES_LATE, isOfFile } from '../../facts/launcherEnvironment';
import { fixOf, fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** Variables of `ENV` in a config file that do not hold. */
const both = (release: string, shell: string, file: string) => ({
  flags: '',
  script: `# preflight: ms-swift=${release}\n${shell}megatron sft run.yaml\n`,
  neighbour: { name: 'run.yaml', text: `ENV:\n  ${file}\nmodel: m\n` },
});

export const envTorchrun: Rule = {
  id: 'yaml.env-torchrun',
  title: 'Launcher variables in ENV before 4.2.2',
  severity: 'warning',
  outcome: 'ignored',
  releases: FILE_COMES_LATE,
  why: 'Up to 4.2.1 the words of torchrun are put together before the file is read, so that ENV comes too late for them: where the shell sets neither NPROC_PER_NODE nor NNODES, one GPU trains alone.',
  source: 'swift/cli/main.py of 4.1.0 and 4.2.2, cli_main and parse_yaml_args',
  bad: [
    { flags: '', file: '# preflight: ms-swift=4.1.0\nENV:\n  NPROC_PER_NODE: 8\nmodel: m\ndataset: d\n' },
    both('4.1.3', '', 'NPROC_PER_NODE: 8'),
    both('4.2.1', 'NPROC_PER_NODE=4 ', 'NPROC_PER_NODE: 8'),
  ],
  good: [
    { flags: '', file: '# preflight: ms-swift=4.2.2\nENV:\n  NPROC_PER_NODE: 8\nmodel: m\ndataset: d\n' },
    { flags: '', file: '# preflight: ms-swift=4.1.0\nENV:\n  HF_HUB_OFFLINE: 1\nmodel: m\ndataset: d\n' },
    both('4.2.2', '', 'NPROC_PER_NODE: 8'),
    both('4.2.0', 'NPROC_PER_NODE=8 ', 'NPROC_PER_NODE: 8'),
  ],
  check: ({ config, release }) =>
    (config.late ?? []).flatMap((entry): Found[] => {
      const { name, values } = entry;
      const value = values[0]?.value;
      const ofShell = variableNamed(config, name);
      if (ofShell && (value === undefined || [value, undefined].includes(ofShell.values[0]?.value))) return [];
      const reads = config.joinedBy;
      // Only what stands in the script can be set there.
      const isHere = value !== undefined && reads !== undefined && !isInOther(reads.span);
      return [
        {
          message: `${name} in ENV comes too late for torchrun in ms-swift ${release.version}. ${ofShell ? 'That of the shell holds; set it there.' : 'Set it in the shell, in front of the command.'}`,
          span: entry.whole,
          flags: [name],
          related: ofShell
            ? [{ span: ofShell.whole, message: `this ${name} holds` }]
            : reads
              ? [{ span: reads.span, message: 'the command that reads the file' }]
              : [],
          fixes: [
            ...(isHere ? [fixOf(`Set ${name} to ${value} in the shell`, { op: 'setEnv', name, value })] : []),
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
    both('4.5.2', 'HF_HUB_OFFLINE=0 ', 'HF_HUB_OFFLINE: 1'),
    both('4.1.0', 'HF_HUB_OFFLINE=0 ', 'HF_HUB_OFFLINE: 1'),
    both('4.3.0', 'HF_HUB_OFFLINE=0 ', 'HF_HUB_OFFLINE: 1'),
  ],
  good: [both('4.5.2', 'HF_HUB_OFFLINE=1 ', 'HF_HUB_OFFLINE: 1'), both('4.5.2', '', 'HF_HUB_OFFLINE: 1')],
  check: (facts) => {
    const { version } = facts.release;
    const [isStopped, fileWins] = [inRange(version, '4.3.0-4.3.0'), inRange(version, FILE_COMES_LATE)];
    return lostVariables(facts).map(({ lost, holds }): Found => {
      const ofShell = fileWins ? lost : holds;
      const said = `${lost.name} is set in ENV of the config file and in the shell`;
      const place = { span: lost.whole, flags: [lost.name], fixes: [fixRemove(lost, `this ${lost.name}`)] };
      if (isStopped)
        return {
          ...place,
          severity: 'error',
          outcome: 'rejected',
          message: `${said}, to something else; ms-swift 4.3.0 stops there with a NameError. Set it in one place.`,
          related: [{ span: ofShell.whole, message: `the other ${lost.name}` }],
        };
      return {
        ...place,
        message: `${said}; in ms-swift ${version} ${fileWins ? 'ENV' : 'the shell'} holds.`,
        related: [{ span: holds.whole, message: `this ${lost.name} holds` }],
      };
    });
  },
};

/** Variables that file and shell set to different values. The one that is set last holds. */
function lostVariables({ config }: Facts): { lost: Entry; holds: Entry }[] {
  if (!config.joinedBy) return [];
  const last = new Map(variablesOf(config).map((entry) => [entry.name, entry]));
  return variablesOf(config).flatMap((lost) => {
    const holds = last.get(lost.name);
    if (!holds || isOfFile(config, holds) === isOfFile(config, lost)) return [];
    const values = [lost, holds].map((entry) => entry.values[0]?.value);
    return values.includes(undefined) || values[0] === values[1] ? [] : [{ lost, holds }];
  });
}
