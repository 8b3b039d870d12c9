/** One place at which a value does not fit its schema, as Ajv tells it. */
export interface Mismatch {
  /** A JSON pointer. */
  instancePath: string;
  keyword: string;
  params: Record<string, unknown>;
}

/** Tells whether a value fits; if not, `errors` says where. */
export interface Validator {
  (value: unknown): boolean;
  errors?: Mismatch[] | null;
}

/** The schemas in schemas/json by their `$id`, compiled by `npm run generate`: nothing is evaluated at run time. */
export const JSON_VALIDATORS: Readonly<Record<string, Validator>>;
