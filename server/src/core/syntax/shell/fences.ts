import type { Config, Problem } from '../../config/config';
import { createQuotedTest } from './quotedText';
import type { ParsedScript } from './text';

/** A line of three backquotes or tildes, which opens or closes a block of code in Markdown. */
const FENCE = /^[ \t]*(?:`{3,}|~{3,})(?:[ \t]*[\w-]+)?[ \t]*\r?$/gm;

/** Replaces the fences of Markdown by spaces, so that the commands between them are read as intended. */
export const hideFences = (text: string): string =>
  /```|~~~/.test(text) ? text.replace(FENCE, (line) => ' '.repeat(line.length)) : text;

/** Reports fences that were pasted into a script, with the first command. Those in a here-document are its text. */
export function addFenceProblem(configs: readonly Config[], text: string, { commands }: ParsedScript): Config[] {
  const [first, ...others] = configs;
  const lines = /```|~~~/.test(text) ? [...text.matchAll(FENCE)] : [];
  if (!first || lines.length === 0) return [...configs];
  const isQuoted = createQuotedTest(commands);
  const pasted = lines.filter(({ index }) => !isQuoted(index));
  const [fence] = pasted;
  if (!fence) return [...configs];
  const problem: Problem = {
    rule: 'cli.markdown-fence',
    message: `The line ${fence[0].trim()} is a fence of Markdown. Bash reads backquotes as a command substitution, so the lines between two fences do not run as written. Delete the ${pasted.length > 1 ? 'fences' : 'fence'}.`,
    span: { start: fence.index, end: fence.index + fence[0].trimEnd().length },
    repairs: [
      {
        title: pasted.length > 1 ? 'Delete the fences' : 'Delete the fence',
        edits: pasted.map(({ 0: line, index }) => ({
          span: { start: index, end: Math.min(text.length, index + line.length + 1) },
          newText: '',
        })),
      },
    ],
  };
  return [{ ...first, problems: [...first.problems, problem] }, ...others];
}
