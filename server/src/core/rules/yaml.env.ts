import { inRange } from '../catalog/release';
import type { Entry } from '../config';
import { isInOther } from '../join';
import type { Facts } from './facts';
import type { Found, Rule } from './rule';

/** What becomes of `ENV` of a config file, which ms-swift reads from 4.1 on. */

const LAUNCHER = ['NPROC_PER_NODE', 'NNODES', 'NODE_RANK', 'MASTER_ADDR', 'MASTER_PORT'];

const variablesOf = ({ config }: Facts): Entry[] => config.entries.filter(({ kind }) => kind === 'env');

export const envTorchrun: Rule = {
  id: 'yaml.env-torchrun',
  title: 'Launcher variables in ENV before 4.2.2',
  severity: 'warning',
  outcome: 'ignored',
  releases: '4.1.0-4.2.1',
  why: 'Up to 4.2.1 the words of torchrun are put together before the file is read, so that ENV comes too late for them, and one GPU trains alone.',
  source: 'swift/cli/main.py of 4.1.0 and 4.2.2, cli_main and parse_yaml_args',
  bad: [{ flags: '', file: '# preflight: ms-swift=4.1.0\nENV:\n  NPROC_PER_NODE: 8\nmodel: m\ndataset: d\n' }],
  good: [
    { flags: '', file: '# preflight: ms-swift=4.2.2\nENV:\n  NPROC_PER_NODE: 8\nmodel: m\ndataset: d\n' },
    { flags: '', file: '# preflight: ms-swift=4.1.0\nENV:\n  HF_HUB_OFFLINE: 1\nmodel: m\ndataset: d\n' },
  ],
  check: (facts) =>
    // Only of a file by itself is it known that all variables come from its ENV.
    facts.config.partial
      ? variablesOf(facts)
          .filter(({ name }) => LAUNCHER.includes(name))
          .map(
            (entry): Found => ({
              message: `${entry.name} in ENV comes too late for torchrun in ms-swift ${facts.release.version}. Set it in the shell, in front of the command.`,
              span: entry.whole,
              flags: [entry.name],
            }),
          )
      : [],
};

export const envPrecedence: Rule = {
  id: 'yaml.env-precedence',
  title: 'A variable in ENV and in the shell',
  severity: 'warning',
  outcome: 'overridden',
  releases: '4.1-4.5',
  why: 'From 4.2.2 on a variable that the shell has set is left as it is, and a different value in ENV is only mentioned in the log. Up to 4.2.1 ENV goes over the shell.',
  source: 'swift/cli/main.py of 4.1.0 and 4.2.2, parse_yaml_args',
  bad: [
    {
      flags: '',
      script: '# preflight: ms-swift=4.5.2\nHF_HUB_OFFLINE=0 megatron sft run.yaml\n',
      neighbour: { name: 'run.yaml', text: 'ENV:\n  HF_HUB_OFFLINE: 1\nmodel: m\n' },
    },
  ],
  good: [
    {
      flags: '',
      script: '# preflight: ms-swift=4.5.2\nHF_HUB_OFFLINE=1 megatron sft run.yaml\n',
      neighbour: { name: 'run.yaml', text: 'ENV:\n  HF_HUB_OFFLINE: 1\nmodel: m\n' },
    },
  ],
  check: (facts) => {
    const variables = variablesOf(facts);
    // A joined run has the variables of the file first, then those of the command.
    return variables.flatMap((ofFile, index): Found[] => {
      const ofShell = variables
        .slice(index + 1)
        .find(({ name, key }) => name === ofFile.name && isInOther(key) !== isInOther(ofFile.key));
      const values = [ofFile, ofShell].map((entry) => entry?.values[0]?.value);
      if (!ofShell || values.includes(undefined) || values[0] === values[1]) return [];
      const shellWins = inRange(facts.release.version, '4.2.2+');
      const [lost, holds] = shellWins ? [ofFile, ofShell] : [ofShell, ofFile];
      return [
        {
          message: `${ofFile.name} is set in ENV of the config file and in the shell; in ms-swift ${facts.release.version} ${shellWins ? 'the shell' : 'ENV'} holds.`,
          span: lost.whole,
          flags: [ofFile.name],
          related: [{ span: holds.whole, message: `this ${ofFile.name} holds` }],
        },
      ];
    });
  },
};
