import process from 'node:process';

// Takes the place of the module of the same exports in the SDK, which contains a compiler of JSON schemas. The tools
// validate their inputs themselves, and ask the user nothing.

/** A validator that is never asked: the SDK uses it for answers of users to questions of a server. */
class DefaultJsonSchemaValidator {
  getValidator(): never {
    throw new Error('no schema is compiled');
  }
}

export { DefaultJsonSchemaValidator, process };
