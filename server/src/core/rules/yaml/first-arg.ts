import type { Scalar } from '../../config/config';
import type { Change } from '../../config/edit';
import { isInOther } from '../../config/joinConfigs';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import { fixOf } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

export const fileNotFirst: Rule = {
  id: 'yaml.first-arg',
  title: 'A config file that is not the first word',
  severity: 'error',
  outcome: 'rejected',
  releases: '4.1-4.5',
  instead: ['cli.scalar-many', 'cli.bool'],
  why: 'The launcher looks at the first word behind the sub-command only. Anywhere else the name of a config file is a word like any other: no flag takes it, and the run stops with `ValueError: remaining_argv`.',
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
  check: (facts) => [
    ...facts.config.words.flatMap((word) => misplaced(facts, word, { op: 'text', span: word.span, newText: '' })),
    ...facts.given.flatMap((given) =>
      leftOver(given).flatMap((word) => misplaced(facts, word, withoutWord(given, word))),
    ),
  ],
};

/** The words behind a flag that it does not take, and a word that stands where a switch may do without one. */
function leftOver({ entry, form, match, words }: GivenFlag): Scalar[] {
  if (!form || entry.values.some(({ value }) => value === undefined)) return [];
  if (match.kind === 'complement') return entry.values;
  if (form.list && !entry.joined) return [];
  return form.bare && words[0]?.ok === false && !entry.joined ? entry.values : entry.values.slice(1);
}

const withoutWord = ({ entry }: GivenFlag, word: Scalar): Change => ({
  op: 'write',
  entry,
  values: entry.values.flatMap((each) => (each === word ? [] : (each.value ?? []))),
});

function misplaced({ config }: Facts, word: Scalar, takenOut: Change): Found[] {
  if (!/\.(?:ya?ml|json)$/.test(word.value ?? '')) return [];
  const first = config.uses ?? config.joinedBy;
  const { end } = config.head;
  const isHere = !isInOther(word.span) && !isInOther(config.head);
  const putIn: Change = { op: 'text', span: { start: end, end }, newText: ` ${word.text}` };
  return [
    {
      message: first
        ? `\`${word.text}\` is not read: only the first word can be a config file, and that is \`${first.text}\`.`
        : `\`${word.text}\` is not read as a config file here; it has to be the first word behind megatron ${config.command}.`,
      span: word.span,
      flags: [],
      ...(first && { related: [{ span: first.span, message: 'the config file that is read' }] }),
      fixes: first || !isHere ? [] : [fixOf(`Move ${word.text} to the front`, putIn, takenOut)],
    },
  ];
}
