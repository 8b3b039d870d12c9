import { isInRange } from '../../catalog/release';
import type { Value } from '../../catalog/types';
import { isMap } from '../../catalog/value';
import type { GivenFlag } from '../../facts/givens';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** Flags whose reader takes a map apart as soon as the arguments are parsed. */
const MAP_FLAGS: Readonly<Record<string, { releases: string; example: string; acceptsNothing?: true }>> = {
  rope_scaling: { releases: '3.7+', example: '{"rope_type": "yarn", "factor": 4.0}' },
  model_kwargs: { releases: '3.7+', example: '{"MAX_PIXELS": 1003520}' },
  mrl_dims: { releases: '4.4+', example: '{"32": 1.0}' },
  // Null, 0, false and an empty list or text count as not given.
  megatron_extra_kwargs: { releases: '4.3+', example: '{"moe_router_fusion": true}', acceptsNothing: true },
};

export const jsonObject: Rule = {
  id: 'json.object',
  title: 'JSON that is not an object',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'The value is a map from names to values. A number, a text or a list is valid JSON, but its reader looks for keys and stops with an AttributeError or a TypeError.',
  source:
    'ms-swift v4.6.0 swift/megatron/arguments/megatron_args.py:894, __post_init__; swift/arguments/base_args/base_args.py:243; swift/megatron/model/utils.py, get_mcore_model_config',
  bad: [
    { flags: '--mrl_dims 1', release: '4.6.0' },
    { flags: `--mrl_dims '[32]'`, release: '4.5.2' },
    { flags: '--megatron_extra_kwargs 1', release: '4.6.0' },
    { flags: '--model_kwargs 1' },
    { flags: `--model_kwargs '"a"'`, release: '4.6.0' },
    { flags: `--rope_scaling '[4]'`, release: '4.6.0' },
  ],
  good: [
    { flags: `--mrl_dims '{"32": 1.0}'`, release: '4.6.0' },
    { flags: '--megatron_extra_kwargs 0', release: '4.6.0' },
    { flags: '--model_kwargs kwargs.json' },
  ],
  checkFlag: (given, facts) => checkShape(given, facts.release.version),
};

function checkShape({ flag, form, value, entry }: GivenFlag, version: string): Found[] {
  const row = flag && form?.type === 'json' ? MAP_FLAGS[flag.name] : undefined;
  if (!flag || !row || value === undefined || isMap(value) || !isInRange(version, row.releases)) return [];
  if (row.acceptsNothing && (!value || (Array.isArray(value) && value.length === 0))) return [];
  const [scalar] = entry.values;
  // A text without quotes of its own may be a word, or the path of a JSON file.
  if (typeof value === 'string' && (form?.orWord || !scalar?.value?.startsWith('"'))) return [];
  return [
    {
      message: `${flag.name} is ${describeShape(value)}, but its reader needs an object such as ${row.example}.`,
      span: scalar?.span ?? entry.fullSpan,
      flags: [flag.name],
      fixes: [fixRemove(entry, flag.name)],
    },
  ];
}

const describeShape = (value: Value): string =>
  Array.isArray(value) ? 'a list' : value === null ? 'null' : `the ${typeof value} ${String(value)}`;
