/** What is known of a key inside a JSON value: a part of a JSON schema. */
interface KnownKey {
  description?: string;
  type?: string | string[];
  enum?: (string | number | boolean)[];
}

/** The known keys of a flag whose value is a map. Source: the files in schemas/json. */
export interface JsonValueSchema {
  $id: string;
  flags: string[];
  properties?: Record<string, KnownKey>;
}
