/** The JSON schema of a known key inside a JSON value, as far as it is used. */
interface KnownKey {
  description?: string;
  type?: string | string[];
  enum?: (string | number | boolean)[];
}

/** The known keys of flags whose value is a map. Source: the files in schemas/json. */
export interface JsonValueSchema {
  $id: string;
  flags: string[];
  properties?: Record<string, KnownKey>;
}
