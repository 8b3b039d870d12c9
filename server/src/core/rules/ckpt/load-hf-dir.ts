import { isInRange } from '../../catalog/release';
import { findGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** Paths in the caches of Hugging Face and ModelScope, which contain models in transformers format. */
const HUB_CACHE_PATH = /(?:^|\/)models--[^/]+\/snapshots\/|\/(?:modelscope\/)?hub\/models\//;

/** A folder that a run wrote: from 3.10 on it may contain the weights in both formats. */
const RUN_FOLDER = /(?:^|\/)(?:checkpoint-\d+|v\d+-\d{8}-\d{6})\/?$/;

export const loadHfDir: Rule = {
  id: 'ckpt.load-hf-dir',
  title: 'transformers model in place of a Megatron checkpoint',
  severity: 'warning',
  outcome: 'risky',
  releases: '3.7+',
  why: 'load (mcore_model from 4.0 on) is a folder with latest_checkpointed_iteration.txt, written by an export or an earlier run. The flag model loads weights in transformers format. A folder without a Megatron checkpoint stops the run after the model was built. Checkpoints of runs contain both formats if save_safetensors was true.',
  source:
    'Megatron-LM core_r0.13.0 megatron/training/checkpointing.py, load_checkpoint with exit_on_missing_checkpoint',
  bad: [
    { flags: '--model Qwen/Qwen3-8B --load Qwen/Qwen3-8B' },
    { flags: '--load hub/models--Qwen--Qwen3-8B/snapshots/b968826' },
    { flags: '--model Qwen/Qwen3-8B --mcore_model Qwen/Qwen3-8B', release: '4.2.3' },
  ],
  good: [
    { flags: '--model Qwen/Qwen3-8B --load Qwen3-8B-mcore' },
    { flags: '--model Qwen/Qwen3-8B', release: '4.2.3' },
    {
      flags: '--model out/v0-20250101-101010/checkpoint-100 --mcore_model out/v0-20250101-101010/checkpoint-100',
      release: '4.5.2',
    },
  ],
  check: (facts) =>
    ['load', 'mcore_model'].flatMap((name): Found[] => {
      const given = findGiven(facts, name);
      const path = given?.value;
      if (!given || typeof path !== 'string') return [];
      const isModel = path !== '' && path === flagValue(facts, 'model');
      if (isModel && RUN_FOLDER.test(path) && isInRange(facts.release.version, '3.10+')) return [];
      if (!isModel && !HUB_CACHE_PATH.test(path)) return [];
      const reason = isModel ? `${name} and model are the same` : `${name} points into a hub cache`;
      return [
        {
          message: `${reason}: a model there is in transformers format, but ${name} reads only Megatron checkpoints.`,
          span: given.entry.fullSpan,
          flags: [name, 'model'],
          fixes: isModel ? [fixRemove(given.entry, name)] : [],
        },
      ];
    }),
};
