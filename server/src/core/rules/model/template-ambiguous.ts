import { findGiven, isGiven } from '../../facts/givens';
import { fixRemove } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { fixFlags, LOCAL_MODEL_FLAGS, MAX_TYPE_FIXES, reportOnModel } from './common';

export const templateAmbiguous: Rule = {
  id: 'model.template-ambiguous',
  title: 'Ambiguous template',
  severity: 'error',
  outcome: 'rejected',
  releases: '4.0+',
  why: 'Models of one type can have different templates. A well-known name of that type identifies the template; if model_type names a different type than the name, or the name is unknown, the run stops.',
  source: 'swift/template/register.py of 4.2.3, get_template_meta',
  bad: [
    { flags: '--model Qwen/Qwen2.5-VL-7B-Instruct --model_type qwen2', release: '4.2.3' },
    { flags: `${LOCAL_MODEL_FLAGS} --model_type qwen2`, release: '4.5.2' },
  ],
  good: [
    { flags: '--model Qwen/Qwen2.5-7B-Instruct --model_type qwen2', release: '4.2.3' },
    { flags: `${LOCAL_MODEL_FLAGS} --model_type qwen2 --template qwen2_5`, release: '4.2.3' },
    { flags: `${LOCAL_MODEL_FLAGS} --model_type gpt_oss --padding_free false`, release: '4.2.3' },
  ],
  check: (facts) =>
    reportOnModel(facts, ({ identifiedBy, types, template, written, name, knownModels }) => {
      const [type = '', ...others] = types;
      const templates = knownModels.allTemplates.get(type) ?? [];
      if (others.length > 0 || template !== undefined || templates.length < 2) return undefined;
      if (isGiven(facts, 'template') !== false) return undefined;
      const given = identifiedBy === 'flag' ? findGiven(facts, 'model_type') : undefined;
      const removeFixes = knownModels.byName.has(name) && given ? [fixRemove(given.entry, 'model_type')] : [];
      const fixes = templates.slice(0, MAX_TYPE_FIXES).map((each) => fixFlags({ template: each }));
      return {
        message: `Models of type ${type} have different templates: ${templates.join(', ')}. The name ${written} does not identify one of them. Set template.`,
        ...(given && { span: given.entry.fullSpan }),
        flags: ['template', 'model_type', 'model'],
        fixes: [...removeFixes, ...fixes],
      };
    }),
};
