import type { Facts } from '../../facts/facts';
import { findGiven, isGiven } from '../../facts/givens';
import { identifyModel, isMultimodal } from '../../facts/modelIdentity';
import { flagValue } from '../../facts/values';
import { fixOf, fixRemove } from '../../lint/fix';
import type { Rule } from '../../lint/rule';

export const templatePacking: Rule = {
  id: 'data.template-packing',
  title: 'Template without support for packed samples',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.8+',
  commands: ['pt', 'sft', 'rlhf'],
  why: 'padding_free, which is on by default, and packing concatenate samples. The template of a multimodal model must support that; most templates for text need no support, but some cannot do it.',
  source: 'swift/llm/train/sft.py of 3.8.1 and swift/pipelines/train/sft.py of 4.2.3, _prepare_template',
  bad: [
    {
      flags: '--template qwen2_5',
      model: { architectures: ['Qwen2_5_VLForConditionalGeneration'], vision_config: {} },
    },
    { flags: '--packing true --template gpt_oss', release: '3.12.6' },
    { flags: '--model Qwen/Qwen2.5-VL-7B-Instruct --template qwen2_5', release: '4.2.3' },
    { flags: '--model Qwen/Qwen3-VL-8B-Instruct --template qwen3', release: '4.2.3' },
    { flags: '--model other/gpt-oss-20b', release: '4.2.3' },
  ],
  good: [
    {
      flags: '--template qwen2_5_vl',
      model: { architectures: ['Qwen2_5_VLForConditionalGeneration'], vision_config: {} },
    },
    { flags: '--template qwen2_5 --padding_free false', model: { vision_config: {} } },
    { flags: '--model Qwen/Qwen2.5-7B-Instruct --template qwen2_5', release: '4.2.3' },
    { flags: '--template gpt_oss' },
    { flags: '--model Qwen/Qwen2.5-VL-7B-Instruct', release: '4.2.3' },
    { flags: '--model openai/gpt-oss-20b --padding_free false', release: '4.2.3' },
    { flags: '--template qwen2_5' },
  ],
  check: (facts) => {
    const given = findGiven(facts, 'template');
    const value = given ? given.value : templateOfModel(facts);
    const isPacked = flagValue(facts, 'packing') === true || flagValue(facts, 'padding_free') === true;
    if (typeof value !== 'string' || !isPacked) return [];
    const { names } = facts.catalog.view(facts.release.version, facts.config.command);
    // Another rule reports a name that ms-swift itself does not know.
    if (!names.get('template')?.has(value) || names.get('padding_free_template')?.has(value)) return [];
    const hasMedia = isMultimodal(facts) ?? flagValue(facts, 'is_multimodal');
    if (hasMedia !== true && !names.get('padded_template')?.has(value)) return [];
    const packings = facts.occurrencesOf('packing');
    const modelKind = hasMedia === true ? ' for a multimodal model' : '';
    const advice = given ? 'Remove template if the model has one of its own, or set' : 'Set';
    return [
      {
        message: `The template ${value} does not support packing or padding_free${modelKind}. ${advice} padding_free to false, and remove packing.`,
        span: (given ?? findGiven(facts, 'model'))?.entry.fullSpan ?? facts.config.head,
        flags: ['template', 'padding_free', 'packing'],
        fixes: [
          fixOf(
            `Set padding_free to false${packings.length > 0 ? ' and remove packing' : ''}`,
            { op: 'set', flag: 'padding_free', values: ['false'] },
            ...packings.map(({ entry }) => ({ op: 'remove', entry }) as const),
          ),
          ...(given ? [fixRemove(given.entry, 'template')] : []),
        ],
      },
    ];
  },
};

/** Returns the template that the name or type of the model implies; undefined for gpt_oss, which has its own rule. */
const templateOfModel = (facts: Facts): string | undefined =>
  facts.model?.get('llm_model_type') === 'gpt_oss' || isGiven(facts, 'template') !== false
    ? undefined
    : identifyModel(facts)?.template;
