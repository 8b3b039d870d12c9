/** Describes a property that is computed when it is first read. */
export function describeLazily<Value>(compute: () => Value): PropertyDescriptor {
  let value: Value | undefined;
  return {
    enumerable: true,
    configurable: true,
    get: () => {
      value ??= compute();
      return value;
    },
  };
}
