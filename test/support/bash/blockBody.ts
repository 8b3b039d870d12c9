import { type Build, indentLines, openBlock, repeatRandomly } from './build';
import { makeCommand, makeComment } from './commands';

/** Makes some statements in a block of their own, often with a command among them. */
export function makeBlock(b: Build, change: Partial<Build> = {}): string[] {
  const inside = openBlock(b, change);
  repeatRandomly(inside, 1, 2, () => b.grammar.statement(inside));
  if (b.random.chance(0.4)) inside.lines.push(makeCommand(inside));
  // Comments alone are not a body.
  return inside.lines.some((line) => /^[^#]/.test(line)) ? inside.lines : [...inside.lines, ':'];
}

/** Wraps a block in two words: on lines of its own, or on one line if no statement needs a line. */
export function wrapBlock(b: Build, open: string, lines: readonly string[], close: string): string {
  const simple = lines.length < 3 && lines.every((line) => /^[^\n#&]*[^\n#&;]$/.test(line) && !line.includes('<<'));
  if (simple && b.random.chance(0.4)) return `${open} ${lines.join('; ')}; ${close}`;
  return `${open}${makeComment(b)}\n${indentLines(lines)}${close}`;
}
