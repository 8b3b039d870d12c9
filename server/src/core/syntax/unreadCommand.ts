import type { Problem, Reading } from '../config/config';
import { indentOf } from '../text/lines';

const COMMAND = /\bmegatron[ \t]+(?:pt|sft|rlhf|export)\b/;

/** Lines that name a command without running it: comments, messages, and searches for a process or a text. */
const MENTION =
  /^(?:[#>*-]|\/\/|(?:sudo )?(?:echo|printf|print|cd|cat|pip3?|ls|mkdir|rm|cp|mv|touch|tee|e?grep|rg|p?kill|killall|pgrep|ps|which|type|man|alias|git|log\w*|logging|raise|usage)\b)/i;

/** Limit of the lines that are searched. */
const MAX_LINES = 20_000;

/** Reports a text that names a training command of which none could be read, so that it does not look checked. */
export function reportUnreadCommand(text: string, reading: Reading): Reading {
  if (reading.configs.length > 0 || reading.problems.length > 0 || !COMMAND.test(text)) return reading;
  let start = 0;
  for (const line of text.split('\n', MAX_LINES)) {
    const match = COMMAND.exec(line);
    if (match && !MENTION.test(line.slice(indentOf(line, 0).length)))
      return { ...reading, problems: [createProblem(match[0], start + match.index)] };
    start += line.length + 1;
  }
  return reading;
}

const createProblem = (command: string, start: number): Problem => ({
  rule: 'cli.unread-command',
  message: `\`${command}\` is named here, but no command was found that can be read, so nothing is checked. Write the command out, or check the script that runs it.`,
  span: { start, end: start + command.length },
  isHint: true,
});
