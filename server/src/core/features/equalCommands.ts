import { readModelineAbove } from '../comments/modeline';
import type { Config } from '../config/config';
import type { Document } from '../document/document';

/**
 * Commands that are equal except for their position: a script may name one config file, or repeat one line, a thousand
 * times. Their findings are equal too, so the rules run for the first one only.
 */

/** Flags of a command that is compared with others. Comparing longer ones would cost more than their findings. */
const MAX_COMPARED_FLAGS = 1000;

/** Finds an equal command that was looked up before this one; undefined for the first. */
export function findEqualCommand(document: Document, config: Config): Config | undefined {
  if (document.reading.configs.length < 2 || config.flags.length > MAX_COMPARED_FLAGS) return undefined;
  document.textCache.similarCommands ??= new Map();
  const { similarCommands } = document.textCache;
  const written = document.text.slice(config.fullSpan.start, config.fullSpan.end);
  const similar = similarCommands.get(written) ?? new Map<string, Config>();
  similarCommands.set(written, similar);
  // The costly keys are only computed where two commands are written alike.
  if (similar.size === 0) {
    similar.set('', config);
    return undefined;
  }
  const alone = similar.get('');
  if (alone) {
    similar.delete('');
    similar.set(keyOf(document, alone), alone);
  }
  const key = keyOf(document, config);
  const first = similar.get(key);
  if (!first) similar.set(key, config);
  return first === config ? undefined : first;
}

/** Returns everything that the findings of a command depend on, with positions relative to its start. */
function keyOf(document: Document, config: Config): string {
  const { start } = config.fullSpan;
  const { exports, ...own } = config;
  const shared = [exports, document.joins.get(config)?.other.document].map((each) => identityOf(document, each));
  const relative = JSON.stringify(own, (name, value: unknown) => {
    // All commands of a script share its directives.
    if (name === 'directives') return undefined;
    return (name === 'start' || name === 'end') && typeof value === 'number' ? value - start : value;
  });
  return JSON.stringify([...shared, readModelineAbove(document.text, config), relative]);
}

/** Returns a number for an object that commands share. */
function identityOf({ textCache }: Document, shared: object | undefined): number {
  if (!shared) return -1;
  textCache.identities ??= new Map();
  const identity = textCache.identities.get(shared) ?? textCache.identities.size;
  textCache.identities.set(shared, identity);
  return identity;
}
