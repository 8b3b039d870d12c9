import type { Form, TypeName } from './types';

/** Returns the form that accepts the values of both; a default that differs is only described, so that it is unknown. */
export function createUnionForm(a: Form, b: Form): Form {
  if (a === b) return a;
  const type = uniteTypes(a.type, b.type);
  const choices = a.choices && b.choices ? [...new Set([...a.choices, ...b.choices])] : undefined;
  const { choices: _, effective: __, inEffect: ___, ...rest } = b;
  const isSameDefault =
    JSON.stringify([a.default, a.effective, a.inEffect]) === JSON.stringify([b.default, b.effective, b.inEffect]);
  return {
    ...rest,
    type: type === 'enum' && !choices ? 'string' : type,
    ...(type === 'enum' && choices && { choices }),
    ...(a.list && { list: true }),
    ...(a.bare && { bare: true }),
    ...(a.complement && { complement: true }),
    ...(a.nullable && { nullable: true }),
    ...(a.orWord && { orWord: true }),
    ...(a.noEffect !== b.noEffect && { noEffect: false }),
    ...(a.unreadable !== b.unreadable && { unreadable: false }),
    ...(isSameDefault
      ? { ...(b.effective !== undefined && { effective: b.effective }), ...(b.inEffect && { inEffect: b.inEffect }) }
      : { effective: 'differs between the releases before and after' }),
  };
}

/** The type that accepts what either accepts. */
function uniteTypes(a: TypeName, b: TypeName): TypeName {
  if (a === b) return a;
  const types = new Set([a, b]);
  if (types.has('int') && types.has('float')) return 'float';
  return types.has('json') && types.has('string') ? 'json' : 'string';
}
