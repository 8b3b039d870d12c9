import { isInRange } from '../../catalog/release';
import type { Value } from '../../catalog/types';
import { isMap } from '../../catalog/value';
import type { Entry, Scalar } from '../../config/config';
import type { Fix } from '../../config/edit';
import { isJsonFileName } from '../../config/extensions';
import type { Facts } from '../../facts/facts';
import { findGiven, type GivenFlag, isGiven } from '../../facts/givens';
import { collectFixes, fixRemove, fixSet, fixValue } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { findNearestNames } from '../../text/spelling';

/** Names that ms-swift expands into a scaling; other kinds need JSON text. */
const SCALING_NAMES = ['linear', 'dynamic', 'yarn'];

/** Kinds of scaling that transformers supports. */
const SCALING_KINDS = ['default', 'linear', 'dynamic', 'yarn', 'longrope', 'llama3'];

export const ropeScaling: Rule = {
  id: 'model.rope-scaling',
  title: 'Unknown or incomplete RoPE scaling',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'A name selects a kind of scaling whose factor is computed from max_model_len. The assertion that stops the run has no message.',
  source: 'swift/llm/argument/base_args/model_args.py of 3.8.1, _init_rope_scaling',
  // This rule treats text that is not JSON as a name.
  supersedes: ['cli.json', 'json.keys'],
  bad: [
    { flags: '--rope_scaling ntk' },
    { flags: '--rope_scaling yran --max_model_len 65536' },
    { flags: '--rope_scaling yarn', model: { max_position_embeddings: 32768 } },
    { flags: `--rope_scaling '{"rope_type": "ntk", "factor": 4}'` },
    { flags: `--rope_scaling '{"type": "yarn"}'`, model: { max_position_embeddings: 32768 }, release: '4.2.3' },
    { flags: `--rope_scaling '{type: yarn, factor: 4}'`, release: '3.12.6' },
  ],
  good: [
    { flags: '--rope_scaling yarn --max_model_len 65536' },
    { flags: `--rope_scaling '{"type": "yarn", "factor": 4}'` },
    { flags: `--rope_scaling '{"type": "yarn"}' --max_model_len 65536`, release: '4.2.3' },
    { flags: `--rope_scaling '{"mrope_section": [16, 24, 24]}'`, release: '4.2.3' },
    { flags: '--rope_scaling scaling.json' },
  ],
  check: (facts) => {
    const given = findGiven(facts, 'rope_scaling');
    const scalar = given?.entry.values[0];
    const text = scalar?.value;
    if (!given || !scalar || text === undefined || text === '' || isJsonFileName(text.toLowerCase())) return [];
    const kind = scalingKindOf(given.value);
    if (kind !== undefined && !SCALING_KINDS.includes(kind)) {
      const message = `transformers does not know the scaling \`${kind}\`. It knows ${SCALING_KINDS.join(', ')}.`;
      return report(given, message, [fixRemove(given.entry, 'rope_scaling')]);
    }
    const isJson = typeof given.value === 'object' && given.value !== null;
    if (!isJson && !SCALING_NAMES.includes(text)) return reportUnknownName(given, scalar, text);
    if ((isJson && hasFactor(given.value, facts)) || isGiven(facts, 'max_model_len') !== false) return [];
    const message = isJson
      ? 'rope_scaling has no factor, so it needs max_model_len, from which the factor is computed.'
      : `rope_scaling ${text} needs max_model_len, from which its factor is computed.`;
    return report(given, message, createLengthFixes(facts, given.entry));
  },
};

const report = ({ entry }: GivenFlag, message: string, fixes: Fix[]): Found[] => [
  { message, span: entry.fullSpan, flags: ['rope_scaling', 'max_model_len'], fixes },
];

function reportUnknownName(given: GivenFlag, scalar: Scalar, name: string): Found[] {
  const suggestion = findNearestNames(name, SCALING_NAMES, 1)[0];
  return report(
    given,
    `\`${name}\` is neither JSON nor one of ${SCALING_NAMES.join(', ')}.`,
    collectFixes(
      suggestion ? fixValue(given.entry, scalar, suggestion) : undefined,
      fixRemove(given.entry, 'rope_scaling'),
    ),
  );
}

/** Whether a factor is given. From 3.9 on, a scaling of kind default needs none. */
function hasFactor(value: Value | undefined, { release }: Facts): boolean {
  if (!isMap(value)) return true;
  return (
    'factor' in value || ((scalingKindOf(value) ?? 'default') === 'default' && !isInRange(release.version, '3.7-3.8'))
  );
}

function scalingKindOf(value: Value | undefined): string | undefined {
  if (!isMap(value)) return undefined;
  const kind = value.rope_type ?? value.type;
  return typeof kind === 'string' ? kind : undefined;
}

/** Creates fixes that set twice or four times the length of the model, the usual values, or remove the scaling. */
function createLengthFixes(facts: Facts, entry: Entry): Fix[] {
  const length = facts.model?.get('max_model_len');
  const lengths = typeof length === 'number' ? [2 * length, 4 * length] : [];
  return [...lengths.map((to) => fixSet('max_model_len', to)), fixRemove(entry, 'rope_scaling')];
}
