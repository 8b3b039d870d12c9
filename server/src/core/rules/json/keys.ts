import { isMap } from '../../catalog/value';
import type { JsonPart, Scalar, Span } from '../../config/config';
import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import { JSON_VALIDATORS, type Mismatch } from '../../generated/validators';
import { collectFixes, fixText } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { jsonPartsOf } from '../../text/jsonSpans';
import { findNearestNames } from '../../text/spelling';

/** Checks values that are maps against the schemas of their known keys. */
export const jsonKeys: Rule = {
  id: 'json.keys',
  title: 'Unexpected key or value inside JSON',
  severity: 'warning',
  outcome: 'risky',
  releases: '3.7+',
  why: 'ms-swift does not check the keys. Their reader may stop, ignore the key or produce wrong results, depending on the key, and this shows late.',
  source:
    'transformers modeling_rope_utils.py; torch.utils.checkpoint; swift/megatron/arguments; the schemas in schemas/json',
  bad: [
    { flags: `--rope_scaling '{"rope_type": "yarn", "factor": "four"}'` },
    { flags: `--gradient_checkpointing_kwargs '{"use_reentrent": false}'` },
  ],
  good: [
    { flags: `--model_kwargs '{"ENABLE_AUDIO_OUTPUT": 0}'` },
    { flags: `--rope_scaling '{"rope_type": "yarn", "factor": 4.0}'` },
    { flags: `--gradient_checkpointing_kwargs '{"use_reentrant": false}'` },
  ],
  checkFlag: (given, facts) => checkKeys(facts, given),
};

/** Maximum number of findings per map. */
const MAX_KEY_FINDINGS = 5;

function checkKeys({ catalog }: Facts, { flag, form, value, entry }: GivenFlag): Found[] {
  const jsonSchema = flag && form?.type === 'json' ? catalog.jsonByFlag.get(flag.name) : undefined;
  const validate = jsonSchema && JSON_VALIDATORS[jsonSchema.$id];
  const [scalar] = entry.values;
  if (!flag || !validate || !scalar || !isMap(value) || validate(value)) return [];
  const parts = jsonPartsOf(scalar);
  return (validate.errors ?? []).slice(0, MAX_KEY_FINDINGS).map((error): Found => {
    const { path, text, suggestion } = explainError(error, Object.keys(jsonSchema.properties ?? {}));
    const span = findPartSpan(parts, path, error.keyword === 'additionalProperties') ?? scalar.span;
    const message = `${[flag.name, ...path].join('.')} ${text}`;
    return {
      message,
      span,
      flags: [flag.name],
      fixes: collectFixes(suggestion ? fixKeyName(scalar, span, suggestion) : undefined),
    };
  });
}

/** Explains an error of the validator, and finds the path of its key. */
function explainError(
  { instancePath, keyword, params }: Mismatch,
  keys: readonly string[],
): { path: string[]; text: string; suggestion?: string | undefined } {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (keyword === 'additionalProperties') {
    const key = String(params.additionalProperty);
    const suggestion = findNearestNames(key, keys, 1)[0];
    return {
      path: [...path, key],
      suggestion,
      text: `is an unknown key${suggestion ? `. Did you mean ${suggestion}?` : '.'}`,
    };
  }
  if (keyword === 'enum') return { path, text: `must be one of ${(params.allowedValues as unknown[]).join(', ')}.` };
  if (keyword === 'type') return { path, text: `must be of type ${[params.type].flat().join(' or ')}.` };
  const { comparison, limit } = params;
  return {
    path,
    text: limit === undefined ? 'is not accepted by its reader.' : `must be ${comparison} ${limit}.`,
  };
}

/** Creates the fix of a key, and keeps its quotes; undefined if it is not written as a plain key. */
function fixKeyName({ text, span }: Scalar, key: Span, to: string): Fix | undefined {
  const written = text.slice(key.start - span.start, key.end - span.start);
  const quote = /^["']/.exec(written)?.[0] ?? '';
  if (!/^["']?[\w.-]+["']?$/.test(written)) return undefined;
  return fixText(`Change to ${to}`, key, `${quote}${to}${quote}`);
}

/** Returns the span of the key or of the value at a path. */
function findPartSpan(parts: readonly JsonPart[], path: readonly string[], wantsKey: boolean): Span | undefined {
  const part = parts.find(
    (each) => each.path.length === path.length && each.path.every((key, index) => String(key) === path[index]),
  );
  return wantsKey ? part?.key : part?.value;
}
