import type { Statement } from 'unbash';
import type { Steps } from '../limits';
import { parseScript } from '../text';

/** Limit of the embedded scripts that are kept. */
const MAX_PARSED = 100;

/** Parses an embedded script once, however often a loop or a function runs the command that contains it. */
export function parseOnce(text: string, { parsed }: Steps): readonly Statement[] {
  const known = parsed.get(text);
  if (known) return known;
  const { commands } = parseScript(text);
  if (parsed.size < MAX_PARSED) parsed.set(text, commands);
  return commands;
}
