import { isInRange, type Release } from '../../catalog/release';
import { typeLabelOf } from '../../catalog/value';
import type { Entry, Scalar } from '../../config/config';
import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import { collectFixes, fixOf, fixRemove, fixValue } from '../../lint/fix';
import type { Example, Found, Rule } from '../../lint/rule';
import { findNearestNames } from '../../text/spelling';
import { MAX_CHOICE_FIXES } from '../common';

/** A rule on one kind of invalid value. The rules differ in their texts and fixes, not in how values are found. */
interface ValueRow {
  id: string;
  title: string;
  why: string;
  source: string;
  releases?: string;
  /** Returns the value that was probably intended. */
  suggest?: (text: string, given: GivenFlag) => string | undefined;
  /** Returns the outcome in a release that accepts the value nevertheless; undefined if it is rejected. */
  soften?: (
    text: string,
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
    title: 'Invalid choice',
    why: 'argparse compares choices exactly, including upper and lower case, and exits with code 2.',
    source: PARSER,
    suggest: (text, { form }) => {
      const choices = (form?.choices ?? []).filter((choice) => choice !== null);
      return (
        choices.find((choice) => choice.toLowerCase() === text.toLowerCase()) ?? findNearestNames(text, choices, 1)[0]
      );
    },
    bad: [{ flags: '--lr_decay_style Cosine' }, { flags: '--optimizer adamw' }],
    good: [{ flags: '--lr_decay_style cosine' }],
  },
  {
    id: 'cli.enum-none',
    title: 'None for a flag without that choice',
    why: 'None is the default of the program, not a text that its parser accepts; omit the flag to get it.',
    source: PARSER,
    bad: [{ flags: '--fp8_format none' }],
    good: [{ flags: '' }, { flags: '--truncation_strategy None' }],
  },
  {
    id: 'cli.int',
    title: 'Value that is not an integer',
    why: 'Python’s int() parses the value: no decimal point, no exponent, no hexadecimal digits.',
    source: PARSER,
    suggest: (text) => {
      const value = Number(text.trim());
      return text.trim() !== '' && Number.isSafeInteger(value) ? String(value) : undefined;
    },
    bad: [{ flags: '--train_iters 1e3' }, { flags: '--global_batch_size 16.0' }, { flags: '--max_epochs one' }],
    good: [{ flags: '--train_iters 1000' }],
  },
  {
    id: 'cli.float',
    title: 'Value that is not a number',
    why: 'Python’s float() parses the value.',
    source: PARSER,
    suggest: (text) => /^\s*[\d.]+(?:e[+-]?\d+)?(?=[^\d.e]*$)/i.exec(text.replace(',', '.'))?.[0]?.trim(),
    bad: [{ flags: '--lr 1e5x' }, { flags: '--weight_decay 0,1' }],
    good: [{ flags: '--lr 1e-5' }, { flags: '--weight_decay .1' }],
  },
  {
    id: 'cli.bool',
    title: 'Value that is neither true nor false',
    why: 'Only yes/no, true/false, t/f, y/n and 1/0 are accepted, in upper or lower case.',
    source: 'transformers hf_argparser.py, string_to_bool',
    suggest: (text) => {
      if (/^on$/i.test(text)) return 'true';
      return /^off$/i.test(text) ? 'false' : findNearestNames(text, ['true', 'false'], 1)[0];
    },
    bad: [{ flags: '--packing ture' }, { flags: '--sequence_parallel maybe' }],
    good: [{ flags: '--packing TRUE --sequence_parallel 1' }],
  },
  {
    id: 'cli.none-word',
    title: 'None for a numeric flag',
    why: 'The parser converts the value to a number and exits with code 2. Omit the flag to get None.',
    source: PARSER,
    bad: [{ flags: '--moe_router_topk None' }],
    good: [{ flags: '' }],
  },
  {
    id: 'cli.json',
    title: 'Value that is not JSON',
    why: 'The value is parsed as JSON after the flags are parsed; keys and strings need double quotes, and the shell needs single quotes around the full value. From 3.9 on json_repair guesses the intended value of malformed text that contains a bracket or a quote; any other text is rejected as before.',
    source: 'swift/utils/utils.py, json_parse_to_dict',
    suggest: (text) => repairJson(text),
    soften: (text, { form }, release) =>
      isInRange(release, '3.9+') && !form?.strict && /[[{"']/.test(text)
        ? {
            severity: 'warning',
            outcome: 'risky',
            problem: 'is not valid JSON; ms-swift repairs it by guessing the intended value',
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
    title: 'torch_dtype in a release that cannot parse it',
    releases: '3.7-3.9',
    why: 'The field has the type torch.dtype, which the parser cannot create from text; the type was widened in 3.10.',
    source: 'swift/megatron/argument/megatron_args.py, ExtraMegatronArguments.torch_dtype',
    bad: [{ flags: '--torch_dtype bfloat16' }],
    good: [{ flags: '--bf16 true' }],
  },
  {
    id: 'cli.unreadable',
    title: 'Flag that its release cannot parse',
    releases: '3.11-4.1.0',
    why: 'The field has the type Dict, and the parser calls that type with the value, which fails for every value; the type was fixed in 4.1.1.',
    source: 'swift/megatron/argument/megatron_args.py, vllm_engine_kwargs',
    bad: [
      {
        flags: '',
        script: `# preflight: ms-swift=3.12.6\nmegatron rlhf --model m --dataset d --train_iters 10 --vllm_engine_kwargs '{"max_num_seqs": 8}'\n`,
      },
    ],
    good: [{ flags: '', script: '# preflight: ms-swift=3.12.6\nmegatron rlhf --vllm_max_num_seqs 8\n' }],
  },
];

/** One rule for each kind of invalid value. */
export const valueRules: Rule[] = ROWS.map((row) => ({
  id: row.id,
  needsWords: true,
  title: row.title,
  severity: 'error',
  outcome: 'rejected',
  releases: row.releases ?? '3.7+',
  listRanges: () => (row.soften ? ['3.9+'] : []),
  why: row.why,
  source: row.source,
  bad: row.bad,
  good: row.good,
  checkFlag: (given, facts) => (hasInvalidValue(given) ? checkValues(row, given, facts) : []),
}));

const hasInvalidValue = ({ parsedValues }: GivenFlag): boolean => parsedValues.some((parsed) => parsed && !parsed.ok);

function checkValues(row: ValueRow, given: GivenFlag, facts: Facts): Found[] {
  const { entry, form, flag } = given;
  if (!form || !flag) return [];
  return given.parsedValues.flatMap((parsed, index) => {
    const scalar = entry.values[index];
    if (!scalar || scalar.value === undefined || !parsed || parsed.ok || parsed.rule !== row.id) return [];
    const shortText = scalar.value.length > 40 ? `${scalar.value.slice(0, 40)}…` : scalar.value;
    const message =
      form.type === 'dtype'
        ? `${flag.name} cannot be set in ms-swift ${facts.release.version}: its parser cannot create a torch.dtype from text. Use bf16 or fp16.`
        : `\`${shortText}\` is not a value of ${flag.name} (${typeLabelOf(form)}): expected ${parsed.expected}.`;
    const common = { span: scalar.span, flags: [flag.name], fixes: createValueFixes(row, given, scalar, entry) };
    const { problem, ...override } = row.soften?.(scalar.value, given, facts.release.version) ?? {};
    return [{ ...common, ...override, message: problem ? `\`${shortText}\` ${problem} (${flag.name}).` : message }];
  });
}

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
  const choose = otherChoices.map((choice) => fixValue(entry, scalar, choice));
  // Without a similar value it is unknown which one is meant, so the default comes first.
  return suggestion === undefined
    ? collectFixes(removeFix, ...choose)
    : collectFixes(fixValue(entry, scalar, suggestion), ...choose, removeFix);
}

/** Rewrites single quotes, Python literals, bare keys and trailing commas as JSON; undefined if the result is not JSON. */
function repairJson(text: string): string | undefined {
  const candidate = text
    .replaceAll("'", '"')
    .replace(/\bTrue\b/g, 'true')
    .replace(/\bFalse\b/g, 'false')
    .replace(/\bNone\b/g, 'null')
    .replace(/([{,]\s*)([A-Za-z_]\w*)\s*:/g, '$1"$2":')
    .replace(/,\s*([}\]])/g, '$1');
  try {
    return JSON.stringify(JSON.parse(candidate));
  } catch {
    return undefined;
  }
}
