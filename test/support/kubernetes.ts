/** Expands `$(NAME)` and `$$` in the arguments and variables of a container as Kubernetes documents it. */
export function expandKubernetesText(text: string, variables: Record<string, string>): string {
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const next = text[at + 1];
    if (text[at] !== '$' || (next !== '$' && next !== '(')) {
      result += text[at];
      continue;
    }
    const end = next === '(' ? text.indexOf(')', at) : -1;
    if (next === '$') {
      result += '$';
      at++;
    } else if (end < 0) result += '$';
    else {
      const name = text.slice(at + 2, end);
      result += variables[name] ?? text.slice(at, end + 1);
      at = end;
    }
  }
  return result;
}

/** The schema of a custom resource as JSON Schema that allows only the fields it names, as strict validation does. */
export function strictSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strictSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { properties, items, additionalProperties, type, ...rest } = schema as Record<string, unknown>;
  const isEither = rest['x-kubernetes-int-or-string'] === true;
  const isClosed = properties !== undefined && rest['x-kubernetes-preserve-unknown-fields'] !== true;
  return {
    ...rest,
    ...(type !== undefined && !isEither && { type }),
    ...(properties !== undefined && { properties: ofEach(properties as Record<string, unknown>) }),
    ...(items !== undefined && { items: strictSchema(items) }),
    ...(isClosed && { additionalProperties: false }),
    ...(additionalProperties !== undefined && { additionalProperties: strictSchema(additionalProperties) }),
  };
}

const ofEach = (properties: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, strictSchema(each)]));
