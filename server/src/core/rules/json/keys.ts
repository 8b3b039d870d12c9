import { isMap } from '../../catalog/value';
import type { JsonPart, Scalar } from '../../config/config';
import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import { JSON_VALIDATORS, type Mismatch } from '../../generated/validators';
import { collectFixes, fixText } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { jsonPartsOf } from '../../text/jsonSpans';
import { findNearestNames } from '../../text/spelling';

/** Values that are maps of their own, held against the schemas of their known keys. */
export const jsonKeys: Rule = {
  id: 'json.keys',
  title: 'A key inside a JSON value that is not what its reader expects',
  severity: 'warning',
  outcome: 'risky',
  releases: '3.7-4.5',
  why: 'The map is handed on as it is. Whether its reader stops, ignores the key or goes wrong depends on the key, and shows late.',
  source:
    'transformers modeling_rope_utils.py; torch.utils.checkpoint; swift/megatron/arguments; the schemas in schemas/json',
  bad: [
    { flags: `--rope_scaling '{"rope_type": "yarn", "factor": "four"}'` },
    { flags: `--gradient_checkpointing_kwargs '{"use_reentrent": false}'` },
  ],
  good: [
    { flags: `--rope_scaling '{"rope_type": "yarn", "factor": 4.0}'` },
    { flags: `--gradient_checkpointing_kwargs '{"use_reentrant": false}'` },
  ],
  check: (facts) => facts.givenFlags.flatMap((given) => checkKeys(facts, given)),
};

function checkKeys({ catalog }: Facts, { flag, form, value, entry }: GivenFlag): Found[] {
  const jsonSchema = flag && form?.type === 'json' ? catalog.jsonByFlag.get(flag.name) : undefined;
  const validate = jsonSchema && JSON_VALIDATORS[jsonSchema.$id];
  const [scalar] = entry.values;
  if (!flag || !validate || !scalar || !isMap(value) || validate(value)) return [];
  const parts = jsonPartsOf(scalar);
  return (validate.errors ?? []).slice(0, 5).map((error): Found => {
    const { path, text, suggestion } = explainError(error, Object.keys(jsonSchema.properties ?? {}));
    const span = findPartSpan(parts, path, error.keyword === 'additionalProperties') ?? scalar.span;
    const message = `${[flag.name, ...path].join('.')} ${text}`;
    return {
      message,
      span,
      flags: [flag.name],
      fixes: collectFixes(suggestion ? renameKey(scalar, span, suggestion) : undefined),
    };
  });
}

/** What an error of the validator means, and where. */
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
      text: `is no key that its reader knows${suggestion ? `. Did you mean ${suggestion}?` : '.'}`,
    };
  }
  if (keyword === 'enum') return { path, text: `has to be one of ${(params.allowedValues as unknown[]).join(', ')}.` };
  if (keyword === 'type') return { path, text: `has to be of type ${[params.type].flat().join(' or ')}.` };
  const { comparison, limit } = params;
  return {
    path,
    text: limit === undefined ? 'is nothing that its reader takes.' : `has to be ${comparison} ${limit}.`,
  };
}

/** The key as it is written, quotes kept. */
function renameKey({ text, span }: Scalar, key: Scalar['span'], to: string): Fix | undefined {
  const written = text.slice(key.start - span.start, key.end - span.start);
  const quote = /^["']/.exec(written)?.[0] ?? '';
  if (!/^["']?[\w.-]+["']?$/.test(written)) return undefined;
  return fixText(`Change to ${to}`, key, `${quote}${to}${quote}`);
}

function findPartSpan(
  parts: readonly JsonPart[],
  path: readonly string[],
  wantsKey: boolean,
): Scalar['span'] | undefined {
  const part = parts.find(
    (each) => each.path.length === path.length && each.path.every((key, index) => String(key) === path[index]),
  );
  return wantsKey ? part?.key : part?.value;
}
