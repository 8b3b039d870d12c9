import type { Value } from '../../catalog/types';
import { isMap, printValue } from '../../catalog/value';
import type { Fix } from '../../config/edit';
import { toUnderscores } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { findGiven, isGiven } from '../../facts/givens';
import {
  changeExtraKwargs,
  createKwargSpanLookup,
  extraKwargsEntryOf,
  fixRemoveOption,
  writtenKwargsOf,
} from '../../lint/extraKwargs';
import { collectFixes, fixOf } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { findNearestNames } from '../../text/spelling';
import { fixKey } from './extra-kwargs-common';

/** Maximum number of findings per map: each of their fixes rewrites the full map. */
const MAX_KEY_FINDINGS = 20;

export const extraKwargsField: Rule = {
  id: 'cli.extra-kwargs-field',
  title: 'Key that the model config lacks',
  severity: 'error',
  outcome: 'rejected',
  releases: '4.3+',
  why: 'From 4.3 on the keys of megatron_extra_kwargs are fields of the model config of mcore-bridge, and no longer options of Megatron’s parser: options of the optimizer, of the data and of logging are not among them. Another key ends the run with a TypeError when the model is built.',
  source:
    'ms-swift v4.5.2 swift/megatron/model/utils.py:72-74, v4.6.0 get_mcore_model_config; mcore_bridge/config/model_config.py of 1.2.2 to 1.6.5; Megatron core 0.15 to 0.18, TransformerConfig and ModelParallelConfig',
  bad: [
    { flags: `--megatron_extra_kwargs '{"rampup_batch_size": [4, 4, 100]}'`, release: '4.5.2' },
    { flags: `--megatron_extra_kwargs '{"num_layers": 4, "adam_beta1": 0.8}'`, release: '4.6.0' },
    { flags: `--megatron_extra_kwargs '{"moe_router_topkk": 4}'`, release: '4.5.2' },
  ],
  good: [
    { flags: `--megatron_extra_kwargs '{"overlap_p2p_comm": true, "num_layers": 4}'`, release: '4.5.2' },
    { flags: `--megatron_extra_kwargs '{"adam_beta1": 0.8}' --bridge_backend megatron-bridge`, release: '4.6.0' },
    { flags: '--adam_beta1 0.8', release: '4.5.2' },
  ],
  check: (facts) => {
    const { catalog, config, release } = facts;
    const { names, forms } = catalog.view(release.version, config.command);
    const fields = names.get('model_config_key');
    const map = writtenKwargsOf(facts);
    // Another bridge fills a config with other fields.
    if (!fields || !map || !extraKwargsEntryOf(facts) || isGiven(facts, 'bridge_backend') !== false) return [];
    const wrong = Object.entries(map).filter(([key]) => !fields.has(key));
    const findSpan = wrong.length > 0 ? createKwargSpanLookup(facts) : undefined;
    return wrong.slice(0, MAX_KEY_FINDINGS).flatMap(([key, value]): Found[] => {
      const name = toUnderscores(key);
      const span = findSpan?.(name);
      if (!span) return [];
      const isFlag = forms.has(name);
      const [suggestion] = isFlag || catalog.megatronByName.has(name) ? [] : findNearestNames(name, [...fields]);
      const advice = isFlag
        ? `Write it as the flag ${name}.`
        : suggestion === undefined
          ? 'Remove it.'
          : `Did you mean ${suggestion}?`;
      // A later bridge may have fields that are not known here.
      const isCertain = isFlag || suggestion !== undefined || catalog.megatronByName.has(name);
      return [
        {
          message: `The model config that ms-swift ${release.version} fills with megatron_extra_kwargs has no field ${key}. ${advice}`,
          span,
          flags: ['megatron_extra_kwargs', ...(isFlag ? [name] : [])],
          ...(!isCertain && { severity: 'warning' as const }),
          fixes: collectFixes(
            isFlag ? fixAsFlag(facts, name, value) : undefined,
            suggestion ? fixKey(facts, name, { name: suggestion, value }) : undefined,
            isFlag ? undefined : fixRemoveOption(facts, name),
          ),
        },
      ];
    });
  },
};

/** Takes a key out of the map and writes the flag of the same name, unless that is given too. */
function fixAsFlag(facts: Facts, name: string, value: Value): Fix | undefined {
  const removal = changeExtraKwargs(facts, new Map([[name, undefined]]));
  if (!removal || isMap(value) || value === null) return undefined;
  if (findGiven(facts, name)) return fixOf(`Remove ${name} from megatron_extra_kwargs`, removal);
  const values = (Array.isArray(value) ? value : [value]).map(printValue);
  return fixOf(`Move ${name} to a flag`, removal, { op: 'set', flag: name, values });
}
