/** The name of a schema for tools that keep several. It is no address, so that it stays the same wherever a copy lies. */
export const toSchemaId = (...parts: readonly string[]): string => `urn:training-preflight:${parts.join(':')}`;
