import type { Scalar } from '../../config/config';
import type { Change } from '../../config/edit';
import { isConfigFileName } from '../../config/extensions';
import { isInJoined } from '../../config/joinConfigs';
import { nameOfCommand } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import { fixOf } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

export const firstArg: Rule = {
  id: 'yaml.first-arg',
  needsWords: true,
  title: 'Config file that is not the first argument',
  severity: 'error',
  outcome: 'rejected',
  releases: '4.1+',
  supersedes: ['cli.scalar-many', 'cli.bool'],
  why: 'The launcher looks only at the first argument after the subcommand. Anywhere else the name of a config file is an ordinary argument that no flag accepts, and the run stops with `ValueError: remaining_argv`.',
  source: 'swift/cli/main.py, parse_yaml_args: argv[0]',
  bad: [
    { flags: '', script: '# preflight: ms-swift=4.1.0\nmegatron sft --lr 1e-5 run.yaml\n' },
    { flags: '', script: '# preflight: ms-swift=4.5.2\nmegatron sft --packing conf/run.yml --lr 1e-5\n' },
    { flags: '', script: '# preflight: ms-swift=4.5.2\nmegatron sft a.yaml b.yaml\n' },
  ],
  good: [
    { flags: '', script: '# preflight: ms-swift=4.1.0\nmegatron sft run.yaml --lr 1e-5\n' },
    { flags: '', script: '# preflight: ms-swift=4.5.2\nmegatron sft --dataset a.json b.json --train_iters 5\n' },
  ],
  check: (facts) =>
    facts.config.positionals.flatMap((scalar) =>
      reportMisplaced(facts, scalar, { op: 'text', span: scalar.span, newText: '' }),
    ),
  checkFlag: (given, facts) =>
    findLeftoverValues(given).flatMap((scalar) => reportMisplaced(facts, scalar, dropValue(given, scalar))),
};

/** Returns the arguments after a flag that are not its values, among them an invalid value of a switch. */
function findLeftoverValues({ entry, form, match, parsedValues }: GivenFlag): readonly Scalar[] {
  if (!form || entry.values.some(({ value }) => value === undefined)) return [];
  if (match.kind === 'complement') return entry.values;
  if (form.list && !entry.joinedByEquals) return [];
  return form.bare && parsedValues[0]?.ok === false && !entry.joinedByEquals ? entry.values : entry.values.slice(1);
}

const dropValue = ({ entry }: GivenFlag, scalar: Scalar): Change => ({
  op: 'write',
  entry,
  values: entry.values.flatMap((each) => (each === scalar ? [] : (each.value ?? []))),
});

function reportMisplaced({ config }: Facts, scalar: Scalar, removal: Change): Found[] {
  if (!isConfigFileName(scalar.value ?? '')) return [];
  const configFile = config.configFile ?? config.joinedConfigFile;
  const { end } = config.head;
  const isInOwnText = !isInJoined(scalar.span) && !isInJoined(config.head);
  const insertion: Change = { op: 'text', span: { start: end, end }, newText: ` ${scalar.text}` };
  return [
    {
      message: configFile
        ? `\`${scalar.text}\` is not read: only the first argument can be a config file, and that is \`${configFile.text}\`.`
        : `\`${scalar.text}\` is not read as a config file here. Make it the first argument after ${nameOfCommand(config.command)}.`,
      span: scalar.span,
      flags: [],
      ...(configFile && { related: [{ span: configFile.span, message: 'the config file that is read' }] }),
      fixes: configFile || !isInOwnText ? [] : [fixOf(`Move ${scalar.text} to the front`, insertion, removal)],
    },
  ];
}
