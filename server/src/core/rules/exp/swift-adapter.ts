import { formOf } from '../../catalog/catalog';
import { findGiven, isGiven } from '../../facts/givens';
import { fixRename } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** Names of folders of LoRA runs; the result of merging one is complete. */
const LORA_FOLDER = /(?<![a-z])lora(?![a-z])/i;
const MERGED_FOLDER = /merge/i;

/** Flags of a conversion for the folder of an adapter, up to 3.12 and later. */
const ADAPTER_FLAGS = ['mcore_adapters', 'mcore_adapter'];

export const swiftAdapter: Rule = {
  id: 'exp.swift-adapter',
  title: 'LoRA checkpoint in the place of a full one',
  severity: 'warning',
  outcome: 'rejected',
  releases: '3.8+',
  commands: ['swift export'],
  why: 'The checkpoint of a LoRA run holds only the weights of the adapter. Loaded as a full model, it stops with missing keys. Given as an adapter, its `args.json` names the base model.',
  source: 'swift/megatron/convert.py:317-319 of 3.12.6, convert_mcore2hf; swift/megatron/convert.py of 4.5.2',
  bad: [
    { flags: '--mcore_model out/lora-run/v0 --to_hf true', command: 'swift export', release: '3.10.0' },
    { flags: '--mcore_model out/qwen_LoRA --to_hf true', command: 'swift export', release: '4.5.2' },
  ],
  good: [
    { flags: '--mcore_adapters out/lora-run/v0 --to_hf true', command: 'swift export', release: '3.10.0' },
    { flags: '--mcore_model base --mcore_adapter out/lora --to_hf true', command: 'swift export', release: '4.5.2' },
    { flags: '--mcore_model out/lora-merged --to_hf true', command: 'swift export', release: '3.10.0' },
    { flags: '--mcore_model out/exploration --to_hf true', command: 'swift export', release: '4.5.2' },
  ],
  check: (facts): Found[] => {
    const given = findGiven(facts, 'mcore_model');
    const flag = facts.catalog.flags.find(
      (each) => ADAPTER_FLAGS.includes(each.name) && formOf(each, facts.release.version, facts.config.command),
    );
    if (!given || typeof given.value !== 'string' || !flag || isGiven(facts, flag.name) !== false) return [];
    if (!LORA_FOLDER.test(given.value) || MERGED_FOLDER.test(given.value)) return [];
    return [
      {
        message: `mcore_model ${given.value} looks like the folder of a LoRA run, but mcore_model must hold all weights. A LoRA run saves only an adapter: give its folder as ${flag.name}.`,
        span: given.entry.fullSpan,
        flags: ['mcore_model', flag.name],
        fixes: [fixRename(given.entry, flag.name)],
      },
    ];
  },
};
