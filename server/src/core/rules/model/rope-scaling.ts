import { isInRange } from '../../catalog/release';
import type { Value } from '../../catalog/types';
import { isMap } from '../../catalog/value';
import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import { findGiven, isGiven } from '../../facts/givens';
import { collectFixes, fixRemove, fixSet, fixValue } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { findNearestNames } from '../../text/spelling';

/** Words that ms-swift makes a scaling of; other kinds need JSON text. */
const SCALING_NAMES = ['linear', 'dynamic', 'yarn'];

/** Kinds of scaling that transformers knows. */
const SCALING_KINDS = ['default', 'linear', 'dynamic', 'yarn', 'longrope', 'llama3'];

export const ropeScaling: Rule = {
  id: 'model.rope-scaling',
  title: 'A scaling of the rotary embedding that nobody knows',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'A word stands for a kind of scaling whose factor follows from max_model_len. The assertion that stops the run has no text.',
  source: 'swift/llm/argument/base_args/model_args.py of 3.8.1, _init_rope_scaling',
  // Text that is no JSON counts as a word here.
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
    if (!given || !scalar || text === undefined || text === '' || /\.json$/i.test(text)) return [];
    const report = (message: string, fixes: Fix[]): Found[] => [
      { message, span: given.entry.fullSpan, flags: ['rope_scaling', 'max_model_len'], fixes },
    ];
    const kind = scalingKindOf(given.value);
    if (kind !== undefined && !SCALING_KINDS.includes(kind)) {
      return report(`transformers knows no scaling \`${kind}\`; it knows ${SCALING_KINDS.join(', ')}.`, [
        fixRemove(given.entry, 'rope_scaling'),
      ]);
    }
    if (typeof given.value === 'object' && given.value !== null) {
      if (hasFactor(given.value, facts) || isGiven(facts, 'max_model_len') !== false) return [];
      return report('rope_scaling names no factor, and so needs max_model_len, from which it follows.', [
        ...createLengthFixes(facts, given.entry),
      ]);
    }
    if (!SCALING_NAMES.includes(text)) {
      const suggestion = findNearestNames(text, SCALING_NAMES, 1)[0];
      return report(
        `\`${text}\` is neither JSON text nor one of ${SCALING_NAMES.join(', ')}.`,
        collectFixes(
          suggestion ? fixValue(given.entry, scalar, suggestion) : undefined,
          fixRemove(given.entry, 'rope_scaling'),
        ),
      );
    }
    if (isGiven(facts, 'max_model_len') !== false) return [];
    return report(
      `rope_scaling ${text} needs max_model_len, from which its factor follows.`,
      createLengthFixes(facts, given.entry),
    );
  },
};

/** Whether the factor is told; a scaling that changes nothing needs none, but for the oldest releases. */
function hasFactor(value: Value, { release }: Facts): boolean {
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

/** Twice and four times the length of the model, which are the usual ones, or no scaling. */
function createLengthFixes(facts: Facts, entry: Parameters<typeof fixRemove>[0]): Fix[] {
  const length = facts.model?.get('max_model_len');
  const lengths = typeof length === 'number' ? [2 * length, 4 * length] : [];
  return [...lengths.map((to) => fixSet('max_model_len', to)), fixRemove(entry, 'rope_scaling')];
}
