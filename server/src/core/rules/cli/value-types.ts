import { isInRange, type Release } from '../../catalog/release';
import { typeLabelOf } from '../../catalog/value';
import type { Entry, Scalar } from '../../config/config';
import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import { collectFixes, fixOf, fixRemove, fixValue } from '../../lint/fix';
import type { Example, Found, Rule } from '../../lint/rule';
import { findNearestNames } from '../../text/spelling';

/** One kind of word that a type refuses. They differ in what is said and in what repairs them, not in how they are found. */
interface ValueRow {
  id: string;
  title: string;
  why: string;
  source: string;
  releases?: string;
  /** The word that was probably meant. */
  suggest?: (word: string, given: GivenFlag) => string | undefined;
  /** Where a release is content with less: what becomes of the word then, in place of the refusal. */
  soften?: (
    word: string,
    given: GivenFlag,
    release: Release,
  ) => (Pick<Found, 'severity' | 'outcome'> & { problem: string }) | undefined;
  bad: Example[];
  good: Example[];
}

const PARSER = 'transformers HfArgumentParser over ms-swift’s dataclasses';

const ROWS: readonly ValueRow[] = [
  {
    id: 'cli.enum',
    title: 'A value that is not among the choices',
    why: 'argparse compares choices letter by letter, upper and lower case included, and exits with code 2.',
    source: PARSER,
    suggest: (word, { form }) => {
      const choices = (form?.choices ?? []).filter((choice) => choice !== null);
      return (
        choices.find((choice) => choice.toLowerCase() === word.toLowerCase()) ?? findNearestNames(word, choices, 1)[0]
      );
    },
    bad: [{ flags: '--lr_decay_style Cosine' }, { flags: '--optimizer adamw' }],
    good: [{ flags: '--lr_decay_style cosine' }],
  },
  {
    id: 'cli.enum-none',
    title: 'None for a flag that has no such choice',
    why: 'None is the default of the program, not a word that its parser takes; leaving the flag out is how to say it.',
    source: PARSER,
    bad: [{ flags: '--fp8_format none' }],
    good: [{ flags: '' }, { flags: '--truncation_strategy None' }],
  },
  {
    id: 'cli.int',
    title: 'Not a whole number',
    why: 'Python’s int() reads the word: no decimal point, no exponent, no hexadecimal digits.',
    source: PARSER,
    suggest: (word) => {
      const value = Number(word.trim());
      return word.trim() !== '' && Number.isSafeInteger(value) ? String(value) : undefined;
    },
    bad: [{ flags: '--train_iters 1e3' }, { flags: '--global_batch_size 16.0' }, { flags: '--max_epochs one' }],
    good: [{ flags: '--train_iters 1000' }],
  },
  {
    id: 'cli.float',
    title: 'Not a number',
    why: 'Python’s float() reads the word.',
    source: PARSER,
    suggest: (word) => /^\s*[\d.]+(?:e[+-]?\d+)?(?=[^\d.e]*$)/i.exec(word.replace(',', '.'))?.[0]?.trim(),
    bad: [{ flags: '--lr 1e5x' }, { flags: '--weight_decay 0,1' }],
    good: [{ flags: '--lr 1e-5' }, { flags: '--weight_decay .1' }],
  },
  {
    id: 'cli.bool',
    title: 'Neither true nor false',
    why: 'Only yes/no, true/false, t/f, y/n and 1/0 are read, in any case.',
    source: 'transformers hf_argparser.py, string_to_bool',
    suggest: (word) => {
      if (/^on$/i.test(word)) return 'true';
      return /^off$/i.test(word) ? 'false' : findNearestNames(word, ['true', 'false'], 1)[0];
    },
    bad: [{ flags: '--packing ture' }, { flags: '--sequence_parallel maybe' }],
    good: [{ flags: '--packing TRUE --sequence_parallel 1' }],
  },
  {
    id: 'cli.none-word',
    title: 'None where a number is wanted',
    why: 'The parser reads the word as a number and exits with code 2. Leaving the flag out gives None.',
    source: PARSER,
    bad: [{ flags: '--moe_router_topk None' }],
    good: [{ flags: '' }],
  },
  {
    id: 'cli.json',
    title: 'Not JSON',
    why: 'The value is parsed as JSON after the flags were read; keys and strings need double quotes, and the shell needs single quotes around the whole. From 3.9 on json_repair guesses what malformed text with a bracket or a quote in it was meant to be; any other text is refused as before.',
    source: 'swift/utils/utils.py, json_parse_to_dict',
    suggest: (word) => repairJson(word),
    soften: (word, { form }, release) =>
      isInRange(release, '3.9+') && !form?.strict && /[[{"']/.test(word)
        ? {
            severity: 'warning',
            outcome: 'risky',
            problem: 'is no JSON; ms-swift repairs it by guessing what was meant',
          }
        : undefined,
    bad: [
      { flags: `--extra_megatron_kwargs "{'log_progress': true}"` },
      { flags: '--device_groups 4gpus', release: '4.2.3' },
      { flags: '--custom_dataset_info my-datasets', release: '3.12.6' },
    ],
    good: [
      { flags: `--extra_megatron_kwargs '{"log_progress": true}'` },
      { flags: '--extra_megatron_kwargs extra.json' },
    ],
  },
  {
    id: 'cli.torch-dtype',
    title: 'torch_dtype cannot be given',
    releases: '3.7-3.9',
    why: 'The field is typed torch.dtype, which the parser cannot make from a word; the type was widened in 3.10.',
    source: 'swift/megatron/argument/megatron_args.py, ExtraMegatronArguments.torch_dtype',
    bad: [{ flags: '--torch_dtype bfloat16' }],
    good: [{ flags: '--bf16 true' }],
  },
  {
    id: 'cli.unreadable',
    title: 'A flag that its release cannot read',
    releases: '3.11-4.1.0',
    why: 'The field is typed Dict, and the parser calls that type with the word, which fails for every word; the type was mended in 4.1.1.',
    source: 'swift/megatron/argument/megatron_args.py, vllm_engine_kwargs',
    bad: [
      {
        flags: '',
        script: `# preflight: ms-swift=3.12.6\nmegatron rlhf --vllm_engine_kwargs '{"max_num_seqs": 8}'\n`,
      },
    ],
    good: [{ flags: '', script: '# preflight: ms-swift=3.12.6\nmegatron rlhf --vllm_max_num_seqs 8\n' }],
  },
];

/** A rule for each kind of word that a type refuses. */
export const valueRules: Rule[] = ROWS.map((row) => ({
  id: row.id,
  title: row.title,
  severity: 'error',
  outcome: 'rejected',
  releases: row.releases ?? '3.7-4.5',
  why: row.why,
  source: row.source,
  bad: row.bad,
  good: row.good,
  check: (facts) => facts.givenFlags.filter(hasRefusedValue).flatMap((given) => checkValues(row, given, facts)),
}));

const hasRefusedValue = ({ parsedValues }: GivenFlag): boolean => parsedValues.some((parsed) => parsed && !parsed.ok);

function checkValues(row: ValueRow, given: GivenFlag, facts: Facts): Found[] {
  const { entry, form, flag } = given;
  if (!form || !flag) return [];
  return given.parsedValues.flatMap((parsed, index) => {
    const scalar = entry.values[index];
    if (!scalar || scalar.value === undefined || !parsed || parsed.ok || parsed.rule !== row.id) return [];
    const shortText = scalar.value.length > 40 ? `${scalar.value.slice(0, 40)}…` : scalar.value;
    const message =
      form.type === 'dtype'
        ? `${flag.name} cannot be given in ms-swift ${facts.release.version}: its parser makes no torch.dtype of a word. Use bf16 or fp16.`
        : `\`${shortText}\` is not a value of ${flag.name} (${typeLabelOf(form)}): expected ${parsed.expected}.`;
    const common = { span: scalar.span, flags: [flag.name], fixes: createValueFixes(row, given, scalar, entry) };
    const { problem, ...override } = row.soften?.(scalar.value, given, facts.release.version) ?? {};
    return [{ ...common, ...override, message: problem ? `\`${shortText}\` ${problem} (${flag.name}).` : message }];
  });
}

/** As many choices are offered each by itself. */
export const MAX_CHOICE_FIXES = 4;

function createValueFixes(row: ValueRow, given: GivenFlag, scalar: Scalar, entry: Entry): Fix[] {
  const suggestion = row.suggest?.(scalar.value ?? '', given);
  const removeFix = fixRemove(entry, given.flag?.name ?? entry.name);
  const halfPrecision =
    row.id === 'cli.torch-dtype' ? /^(bf|fp)(?:loat)?16$|^b?float16$/.exec(scalar.value ?? '')?.[0] : undefined;
  if (halfPrecision) {
    const name = halfPrecision.startsWith('b') ? 'bf16' : 'fp16';
    return [fixOf(`Use ${name} true`, ...removeFix.changes, { op: 'set', flag: name, values: ['true'] }), removeFix];
  }
  const choices = (given.form?.choices ?? []).filter((choice) => choice !== null && choice !== suggestion) as string[];
  const otherChoices = row.id === 'cli.enum' && choices.length <= MAX_CHOICE_FIXES ? choices : [];
  return collectFixes(
    suggestion === undefined ? undefined : fixValue(entry, scalar, suggestion),
    ...otherChoices.map((choice) => fixValue(entry, scalar, choice)),
    removeFix,
  );
}

/** JSON with single quotes, or with Python's words, said the JSON way; undefined where that is still no JSON. */
function repairJson(written: string): string | undefined {
  const text = written
    .replaceAll("'", '"')
    .replace(/\bTrue\b/g, 'true')
    .replace(/\bFalse\b/g, 'false')
    .replace(/\bNone\b/g, 'null')
    .replace(/([{,]\s*)([A-Za-z_]\w*)\s*:/g, '$1"$2":')
    .replace(/,\s*([}\]])/g, '$1');
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}
