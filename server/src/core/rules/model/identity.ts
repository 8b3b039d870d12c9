import { isInRange } from '../../catalog/release';
import type { Change, Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import { findGiven, isGiven } from '../../facts/givens';
import { identifyModel, type ModelIdentity } from '../../facts/modelIdentity';
import { fixOf, fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** More would be a list to read through. */
const MAX_TYPE_FIXES = 6;

const LOCAL_MODEL = '--model my/own-model';

const ambiguousType: Rule = {
  id: 'model.type-ambiguous',
  title: 'A model of which several types are possible',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'The names of well-known models tell ms-swift their type. A folder with another name is told by the architecture in its config.json, unless an args.json beside it says the type. Several types can share an architecture, and then nothing is guessed.',
  source: 'swift/llm/model/register.py of 3.8.1, _get_model_info; swift/model/model_meta.py of 4.2.3',
  bad: [
    { flags: LOCAL_MODEL, model: { architectures: ['Qwen2ForCausalLM'] } },
    { flags: LOCAL_MODEL, model: { architectures: ['ChatGLMModel'] }, release: '4.2.3' },
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
    { flags: `${LOCAL_MODEL} --model_type qwen2_5`, model: { architectures: ['Qwen2ForCausalLM'] } },
    { flags: LOCAL_MODEL, model: { architectures: ['Qwen3NextForCausalLM'] }, release: '4.2.3' },
    {
      flags: `${LOCAL_MODEL} --adapters out/checkpoint-10`,
      model: { architectures: ['Qwen2ForCausalLM'] },
      release: '4.2.3',
    },
  ],
  check: (facts) =>
    reportOnModel(facts, (identity) => {
      if (identity.types.length < 2) return undefined;
      return {
        message: `config.json says ${facts.model?.get('architecture')}, which ms-swift ${facts.release.version} knows under several types: ${identity.types.join(', ')}. The name ${identity.written} tells none of them: give model_type.`,
        flags: ['model', 'model_type'],
        fixes: createTypeFixes(facts, identity),
      };
    }),
};

const unregisteredModel: Rule = {
  id: 'model.unregistered',
  title: 'A model that nothing tells the type of',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'The Megatron commands build a model by its type. It comes from model_type, else from a well-known name, else from the architecture in config.json. Up to 3.8 the message is an AttributeError about convert_hf_config.',
  source:
    'swift/megatron/argument/train_args.py of 3.8.1; swift/megatron/argument/megatron_base_args.py of 3.12.6; swift/megatron/arguments/megatron_args.py of 4.2.3',
  bad: [
    { flags: LOCAL_MODEL, model: { architectures: ['MyForCausalLM'], model_type: 'qwen3_next' }, release: '4.2.3' },
    { flags: LOCAL_MODEL, model: { architectures: ['MyForCausalLM'] } },
  ],
  good: [
    { flags: `${LOCAL_MODEL} --model_type qwen3`, model: { architectures: ['MyForCausalLM'] } },
    { flags: '--model Qwen/Qwen3-8B', model: { architectures: ['MyForCausalLM'] } },
    {
      flags: `${LOCAL_MODEL} --external_plugins mine.py`,
      model: { architectures: ['MyForCausalLM'] },
      release: '4.2.3',
    },
  ],
  check: (facts) =>
    reportOnModel(facts, (identity) => {
      // Another bridge looks for the architecture by itself.
      if (identity.types.length > 0 || isGiven(facts, 'bridge_backend') !== false) return undefined;
      return {
        message: `ms-swift ${facts.release.version} knows no model named ${identity.written} and no architecture ${facts.model?.get('architecture')}, so that its Megatron commands cannot build it. If it is built like a model that they know, give the model_type of that.`,
        flags: ['model', 'model_type'],
        fixes: createTypeFixes(facts, { ...identity, types: findLikeliestTypes(facts) }),
      };
    }),
};

const ambiguousTemplate: Rule = {
  id: 'model.template-ambiguous',
  title: 'A model of which several templates are possible',
  severity: 'error',
  outcome: 'rejected',
  releases: '4.0+',
  why: 'Models of one type can have different templates. Which one is told by a well-known name of that type; where model_type names another type than the name, or the name is not known, the run stops.',
  source: 'swift/template/register.py of 4.2.3, get_template_meta',
  bad: [
    { flags: '--model Qwen/Qwen2.5-VL-7B-Instruct --model_type qwen2', release: '4.2.3' },
    { flags: `${LOCAL_MODEL} --model_type qwen2`, release: '4.5.2' },
  ],
  good: [
    { flags: '--model Qwen/Qwen2.5-7B-Instruct --model_type qwen2', release: '4.2.3' },
    { flags: `${LOCAL_MODEL} --model_type qwen2 --template qwen2_5`, release: '4.2.3' },
    { flags: `${LOCAL_MODEL} --model_type gpt_oss --padding_free false`, release: '4.2.3' },
  ],
  check: (facts) =>
    reportOnModel(facts, ({ identifiedBy, types, template, written, name, knownModels }) => {
      const [type = '', ...others] = types;
      const templates = knownModels.allTemplates.get(type) ?? [];
      if (others.length > 0 || template !== undefined || templates.length < 2) return undefined;
      if (isGiven(facts, 'template') !== false) return undefined;
      const given = identifiedBy === 'flag' ? findGiven(facts, 'model_type') : undefined;
      const removeFixes = knownModels.byName.has(name) && given ? [fixRemove(given.entry, 'model_type')] : [];
      const fixes = templates.slice(0, MAX_TYPE_FIXES).map((each) => fixType({ template: each }));
      return {
        message: `Models of the type ${type} have different templates: ${templates.join(', ')}. The name ${written} tells none of them: give template.`,
        ...(given && { span: given.entry.fullSpan }),
        flags: ['template', 'model_type', 'model'],
        fixes: [...removeFixes, ...fixes],
      };
    }),
};

/** The type that is called as transformers calls it. */
function findLikeliestTypes(facts: Facts): string[] {
  const modelType = facts.model?.get('model_type');
  const types = facts.catalog.view(facts.release.version, facts.config.command).names.get('model_type');
  return typeof modelType === 'string' && types?.has(modelType) ? [modelType] : [];
}

/** What a rule says of the model, on the flag that names it. */
function reportOnModel(
  facts: Facts,
  check: (identity: ModelIdentity) => (Omit<Found, 'span'> & Partial<Found>) | undefined,
): Found[] {
  const identity = identifyModel(facts);
  const found = identity && check(identity);
  return found ? [{ span: findGiven(facts, 'model')?.entry.fullSpan ?? facts.config.head, ...found }] : [];
}

/** The types that the Megatron commands can train first, and with each the templates that it leaves open. */
function createTypeFixes(facts: Facts, { types, knownModels }: ModelIdentity): Fix[] {
  const { version } = facts.release;
  const trained = facts.catalog.view(version, facts.config.command).names.get('megatron_model_type');
  const isTemplateOpen = isInRange(version, '4.0+') && isGiven(facts, 'template') === false;
  const modelType = facts.model?.get('model_type');
  const offeredTypes = types
    .filter((type) => trained?.has(type) ?? true)
    .toSorted((a, b) => Number(b === modelType) - Number(a === modelType));
  const fixes = offeredTypes.flatMap((type) => {
    const templates =
      isTemplateOpen && !knownModels.templates.has(type) ? (knownModels.allTemplates.get(type) ?? []) : [];
    return templates.length > 1
      ? templates.map((template) => fixType({ model_type: type, template }))
      : [fixType({ model_type: type })];
  });
  return fixes.slice(0, MAX_TYPE_FIXES);
}

function fixType(values: Readonly<Record<string, string>>): Fix {
  const assignments = Object.entries(values).map(([flag, value]) => `${flag} to ${value}`);
  const changes = Object.entries(values).map(([flag, value]): Change => ({ op: 'set', flag, values: [value] }));
  return fixOf(`Set ${assignments.join(' and ')}`, ...changes);
}

export const modelIdentityRules: readonly Rule[] = [ambiguousType, unregisteredModel, ambiguousTemplate];
