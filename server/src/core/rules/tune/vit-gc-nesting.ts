import { isInRange } from '../../catalog/release';
import type { Value } from '../../catalog/types';
import { isMap } from '../../catalog/value';
import type { Facts } from '../../facts/facts';
import { findGiven, type GivenFlag } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { fixWrite } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** The parameter of the vision tower's method, which takes all options as one map. */
const PARAMETER = 'gradient_checkpointing_kwargs';

export const vitGcNesting: Rule = {
  id: 'tune.vit-gc-nesting',
  title: 'Checkpointing options at the wrong level',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.8+',
  commands: ['pt', 'sft', 'rlhf'],
  why: 'The vision tower takes the options as one argument, gradient_checkpointing_kwargs. Before 4.3.0 ms-swift passes each key of the map as an argument of its own, so that the map must contain that name; from 4.3.0 on it passes the whole map, which then contains the options themselves.',
  source:
    'ms-swift v3.8.1 swift/megatron/trainers/base.py:275, v4.2.3 and v4.3.0 swift/megatron/trainers/base.py, _prepare_vit_gradient_checkpointing; transformers modeling_utils.py, gradient_checkpointing_enable',
  bad: [
    { flags: `--gradient_checkpointing_kwargs '{"use_reentrant": false}'`, model: { vision_config: {} } },
    {
      flags: `--freeze_vit false --vit_gradient_checkpointing_kwargs '{"use_reentrant": false}'`,
      model: { vision_config: {} },
      release: '4.2.3',
    },
    {
      flags: `--freeze_vit false --vit_gradient_checkpointing_kwargs '{"gradient_checkpointing_kwargs": {"use_reentrant": false}}'`,
      model: { vision_config: {} },
      release: '4.5.2',
    },
  ],
  good: [
    {
      flags: `--gradient_checkpointing_kwargs '{"gradient_checkpointing_kwargs": {"use_reentrant": false}}'`,
      model: { vision_config: {} },
    },
    {
      flags: `--freeze_vit false --vit_gradient_checkpointing_kwargs '{"use_reentrant": false}'`,
      model: { vision_config: {} },
      release: '4.5.2',
    },
    // The tower is not checkpointed, so nothing reads the map.
    {
      flags: `--vit_gradient_checkpointing false --gradient_checkpointing_kwargs '{"use_reentrant": false}'`,
      model: { vision_config: {} },
    },
  ],
  check: (facts) => {
    if (flagValue(facts, 'is_multimodal') !== true || flagValue(facts, 'vit_gradient_checkpointing') !== true)
      return [];
    return [PARAMETER, `vit_${PARAMETER}`].flatMap((name) => {
      const given = findGiven(facts, name);
      return given && isMap(given.value) ? checkNesting(facts, given, name, given.value) : [];
    });
  },
};

function checkNesting(facts: Facts, given: GivenFlag, name: string, map: Record<string, Value>): Found[] {
  const inner = map[PARAMETER];
  const keys = Object.keys(map).filter((key) => key !== PARAMETER);
  const span = given.entry.fullSpan;
  if (isInRange(facts.release.version, '4.3+')) {
    if (inner === undefined || !isMap(inner)) return [];
    const message = `${name} contains a map ${PARAMETER}. In the first step, torch.utils.checkpoint rejects it as an unknown option. Write the options themselves.`;
    const fix = fixWrite('Write the options themselves', given.entry, [JSON.stringify(inner)]);
    return [{ message, span, flags: [name], fixes: keys.length > 0 ? [] : [fix] }];
  }
  if (keys.length === 0) return [];
  const message = `The vision tower takes no argument ${keys[0]}, so the run stops with a TypeError when the model is built. Put the options of ${name} into a map ${PARAMETER}.`;
  const fix = fixWrite(`Put the options into ${PARAMETER}`, given.entry, [JSON.stringify({ [PARAMETER]: map })]);
  return [{ message, span, flags: [name], fixes: inner === undefined ? [fix] : [] }];
}
