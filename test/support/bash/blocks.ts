import { type Build, indented, inner, repeat } from './build';
import { command, remark } from './commands';

/** Some statements in a block of their own, often with a command among them. */
export function block(b: Build, change: Partial<Build> = {}): string[] {
  const inside = inner(b, change);
  repeat(inside, 1, 2, () => b.grammar.statement(inside));
  if (b.random.chance(0.4)) inside.lines.push(command(inside));
  // Comments alone are no body.
  return inside.lines.some((line) => /^[^#]/.test(line)) ? inside.lines : [...inside.lines, ':'];
}

/** A block between two words: on lines of its own, or on one line where nothing in it needs a line. */
export function between(b: Build, open: string, lines: readonly string[], close: string): string {
  const simple = lines.length < 3 && lines.every((line) => /^[^\n#&]*[^\n#&;]$/.test(line) && !line.includes('<<'));
  if (simple && b.random.chance(0.4)) return `${open} ${lines.join('; ')}; ${close}`;
  return `${open}${remark(b)}\n${indented(lines)}${close}`;
}
