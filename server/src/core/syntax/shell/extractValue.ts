import type { Config, Scalar } from '../../config/config';
import type { Edit } from '../../config/edit';
import { indentOf, lineBreakOf, startOfLine, textOfLineAbove } from '../../text/lines';
import { startAboveCommand } from './comment';
import { isLiteral } from './writtenFlags';

/** One word in double quotes, with variables but without substitutions of commands. */
const QUOTED_REFERENCES = /^"(?:[^"\\$`]|\\[^\r\n]|\$[A-Za-z_]|\$\{[A-Za-z_])*"$/;

/** The end of a line after which a statement goes on. */
const CONTINUED = /(?:\\|&&|\|&?)$/;

/**
 * Moves a value of a command into an assignment above the command, with its quotes. Undefined where an assignment would
 * change the meaning: the command does not begin its line, or the value may be several words.
 */
export function extractShellValue(text: string, config: Config, scalar: Scalar, name: string): Edit[] | undefined {
  const { start, end } = scalar.span;
  const word = text.slice(start, end);
  if (scalar.enclosure || scalar.span.source || start < config.head.end || end > config.fullSpan.end) return undefined;
  const isOneWord = isLiteral(text, scalar) || (QUOTED_REFERENCES.test(word) && !word.includes('['));
  if (!isOneWord || !/[\s=]/.test(text[start - 1] ?? '')) return undefined;
  const lineStart = startOfLine(text, config.fullSpan.start);
  if (text.slice(lineStart, config.fullSpan.start).trim() !== '') return undefined;
  const above = textOfLineAbove(text, lineStart);
  const [withoutComment = ''] = above.split('#', 1);
  if ([above, withoutComment].some((line) => CONTINUED.test(line.trimEnd()))) return undefined;
  const at = startAboveCommand(text, config);
  const assignment = `${indentOf(text, lineStart)}${name}=${word}${lineBreakOf(text)}`;
  return [
    { span: { start: at, end: at }, newText: assignment },
    { span: { start, end }, newText: `"$${name}"` },
  ];
}
