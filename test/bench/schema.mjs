/** The flags as a JSON schema, so that a general YAML server has the same knowledge to work with. */

const TYPES = { bool: 'boolean', int: 'integer', float: 'number' };

/** @param {{flag: object, form: object}[]} known the flags of the command */
export function jsonSchema(known) {
  const described = known.map(({ flag, form }) => [flag.name, propertyOf(flag, form)]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Training config of ms-swift Megatron',
    type: 'object',
    additionalProperties: false,
    properties: {
      ENV: { type: 'object', description: 'Environment variables that are set before the run.' },
      ...Object.fromEntries(described),
    },
  };
}

function propertyOf(flag, form) {
  const value = valueSchema(form);
  const choices = Object.entries(flag.values ?? {}).map(([word, effect]) => `- \`${word}\`: ${effect}`);
  return {
    ...(form.list ? { anyOf: [value, { type: 'array', items: value }] } : value),
    default: form.default,
    description: flag.summary,
    markdownDescription: [flag.summary, flag.description, choices.join('\n')].filter(Boolean).join('\n\n'),
  };
}

function valueSchema(form) {
  if (form.type === 'enum') return { enum: form.choices };
  if (TYPES[form.type]) return { type: form.nullable ? [TYPES[form.type], 'null'] : TYPES[form.type] };
  // The words of a command line: whatever YAML makes of them, the program gets text.
  if (form.type === 'string') return { type: ['string', 'number', 'boolean', 'null'] };
  return {};
}
