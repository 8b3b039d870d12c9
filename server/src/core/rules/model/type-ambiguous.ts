import type { Rule } from '../../lint/rule';
import { createTypeFixes, LOCAL_MODEL_FLAGS, reportOnModel } from './common';

export const typeAmbiguous: Rule = {
  id: 'model.type-ambiguous',
  title: 'Ambiguous model type',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'ms-swift knows the type of well-known models by their name. For a folder with another name it uses the architecture in config.json, unless an args.json in the folder gives the type. Several types can share an architecture, and then ms-swift does not guess.',
  source: 'swift/llm/model/register.py of 3.8.1, _get_model_info; swift/model/model_meta.py of 4.2.3',
  bad: [
    { flags: LOCAL_MODEL_FLAGS, model: { architectures: ['Qwen2ForCausalLM'] } },
    { flags: LOCAL_MODEL_FLAGS, model: { architectures: ['ChatGLMModel'] }, release: '4.2.3' },
  ],
  good: [
    { flags: '--model Qwen/Qwen2.5-7B-Instruct', model: { architectures: ['Qwen2ForCausalLM'] } },
    {
      flags: '--model /hub/models--Qwen--Qwen2.5-7B-Instruct/snapshots/a1b2',
      model: { architectures: ['Qwen2ForCausalLM'] },
    },
    {
      flags: '--model /cache/models/Qwen--Qwen2.5-7B-Instruct/snapshots/master',
      model: { architectures: ['Qwen2ForCausalLM'] },
      release: '4.5.2',
    },
    { flags: '--model /cache/Qwen/Qwen2___5-7B-Instruct/', model: { architectures: ['Qwen2ForCausalLM'] } },
    { flags: `${LOCAL_MODEL_FLAGS} --model_type qwen2_5`, model: { architectures: ['Qwen2ForCausalLM'] } },
    { flags: LOCAL_MODEL_FLAGS, model: { architectures: ['Qwen3NextForCausalLM'] }, release: '4.2.3' },
    {
      flags: `${LOCAL_MODEL_FLAGS} --adapters out/checkpoint-10`,
      model: { architectures: ['Qwen2ForCausalLM'] },
      release: '4.2.3',
    },
  ],
  check: (facts) =>
    reportOnModel(facts, (identity) => {
      if (identity.types.length < 2) return undefined;
      const fixes = createTypeFixes(facts, identity);
      const advice = fixes.length > 0 ? 'Set model_type.' : 'The Megatron commands can train none of them.';
      return {
        message: `config.json says ${facts.model?.get('architecture')}, which ms-swift ${facts.release.version} registers under ${identity.types.length} types. The name ${identity.written} does not identify one of them: ${identity.types.join(', ')}. ${advice}`,
        flags: ['model', 'model_type'],
        fixes,
      };
    }),
};
