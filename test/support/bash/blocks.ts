import { type Build, indentLines, openBlock, repeatRandomly } from './build';
import { makeCommand, makeComment } from './commands';

/** Some statements in a block of their own, often with a command among them. */
export function makeBlock(b: Build, change: Partial<Build> = {}): string[] {
  const inside = openBlock(b, change);
  repeatRandomly(inside, 1, 2, () => b.grammar.statement(inside));
  if (b.random.chance(0.4)) inside.lines.push(makeCommand(inside));
  // Comments alone are no body.
  return inside.lines.some((line) => /^[^#]/.test(line)) ? inside.lines : [...inside.lines, ':'];
}

/** A block between two words: on lines of its own, or on one line where nothing in it needs a line. */
export function wrapBlock(b: Build, open: string, lines: readonly string[], close: string): string {
  const simple = lines.length < 3 && lines.every((line) => /^[^\n#&]*[^\n#&;]$/.test(line) && !line.includes('<<'));
  if (simple && b.random.chance(0.4)) return `${open} ${lines.join('; ')}; ${close}`;
  return `${open}${makeComment(b)}\n${indentLines(lines)}${close}`;
}
