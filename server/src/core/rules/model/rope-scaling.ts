import { inRange } from '../../catalog/release';
import type { Value } from '../../catalog/types';
import { isMap } from '../../catalog/value';
import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import { isGiven, lastGiven } from '../../facts/givens';
import { fixesOf, fixRemove, fixSet, fixWord } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { nearest } from '../../text/spelling';

/** Words that ms-swift makes a scaling of; other kinds need JSON text. */
const WORDS = ['linear', 'dynamic', 'yarn'];

/** Kinds of scaling that transformers knows. */
const KINDS = ['default', 'linear', 'dynamic', 'yarn', 'longrope', 'llama3'];

export const ropeScaling: Rule = {
  id: 'model.rope-scaling',
  title: 'A scaling of the rotary embedding that nobody knows',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'A word stands for a kind of scaling whose factor follows from max_model_len. The assertion that stops the run has no text.',
  source: 'swift/llm/argument/base_args/model_args.py of 3.8.1, _init_rope_scaling',
  // Text that is no JSON counts as a word here.
  instead: ['cli.json', 'json.keys'],
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
    const given = lastGiven(facts, 'rope_scaling');
    const scalar = given?.entry.values[0];
    const word = scalar?.value;
    if (!given || !scalar || word === undefined || word === '' || /\.json$/i.test(word)) return [];
    const found = (message: string, fixes: Fix[]): Found[] => [
      { message, span: given.entry.whole, flags: ['rope_scaling', 'max_model_len'], fixes },
    ];
    const kind = kindOf(given.value);
    if (kind !== undefined && !KINDS.includes(kind)) {
      return found(`transformers knows no scaling \`${kind}\`; it knows ${KINDS.join(', ')}.`, [
        fixRemove(given.entry, 'rope_scaling'),
      ]);
    }
    if (typeof given.value === 'object' && given.value !== null) {
      if (hasFactor(given.value, facts) || isGiven(facts, 'max_model_len') !== false) return [];
      return found('rope_scaling names no factor, and so needs max_model_len, from which it follows.', [
        ...longer(facts, given.entry),
      ]);
    }
    if (!WORDS.includes(word)) {
      const meant = nearest(word, WORDS, 1)[0];
      return found(
        `\`${word}\` is neither JSON text nor one of ${WORDS.join(', ')}.`,
        fixesOf(meant ? fixWord(given.entry, scalar, meant) : undefined, fixRemove(given.entry, 'rope_scaling')),
      );
    }
    if (isGiven(facts, 'max_model_len') !== false) return [];
    return found(
      `rope_scaling ${word} needs max_model_len, from which its factor follows.`,
      longer(facts, given.entry),
    );
  },
};

/** Whether the factor is told; a scaling that changes nothing needs none, but for the oldest releases. */
function hasFactor(value: Value, { release }: Facts): boolean {
  if (!isMap(value)) return true;
  return 'factor' in value || ((kindOf(value) ?? 'default') === 'default' && !inRange(release.version, '3.7-3.8'));
}

function kindOf(value: Value | undefined): string | undefined {
  if (!isMap(value)) return undefined;
  const kind = value.rope_type ?? value.type;
  return typeof kind === 'string' ? kind : undefined;
}

/** Twice and four times the length of the model, which are the usual ones, or no scaling. */
function longer(facts: Facts, entry: Parameters<typeof fixRemove>[0]): Fix[] {
  const length = facts.model?.get('max_model_len');
  const lengths = typeof length === 'number' ? [2 * length, 4 * length] : [];
  return [...lengths.map((to) => fixSet('max_model_len', to)), fixRemove(entry, 'rope_scaling')];
}
