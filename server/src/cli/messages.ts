import { maskSecrets } from '../core/text/secrets';
import type { Output } from './output';

/** Writes messages about a call, one in each line. They may quote an argument or a file. */
export const writeMessages = (errors: Output, messages: readonly string[]): void =>
  errors.writeLines(messages.map((message) => `preflight: ${maskSecrets(message)}`));
