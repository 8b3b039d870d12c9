// The flags as a JSON schema, so that a general YAML server works with the same data.

const TYPES = { bool: 'boolean', int: 'integer', float: 'number' };

/** @param {{flag: object, form: object, docs: object}[]} known the flags of the command */
export function createJsonSchema(known) {
  const described = known.map(({ flag, form, docs }) => [flag.name, createPropertySchema(form, docs)]);
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

function createPropertySchema(form, { summary, description, values = {} }) {
  const value = createValueSchema(form);
  const choices = Object.entries(values).map(([word, effect]) => `- \`${word}\`: ${effect}`);
  return {
    ...(form.list ? { anyOf: [value, { type: 'array', items: value }] } : value),
    default: form.default,
    description: summary,
    markdownDescription: [summary, description, choices.join('\n')].filter(Boolean).join('\n\n'),
  };
}

function createValueSchema(form) {
  if (form.type === 'enum') return { enum: form.choices };
  if (TYPES[form.type]) return { type: form.nullable ? [TYPES[form.type], 'null'] : TYPES[form.type] };
  // The program receives text, whatever the YAML type of the value is.
  if (form.type === 'string') return { type: ['string', 'number', 'boolean', 'null'] };
  return {};
}
