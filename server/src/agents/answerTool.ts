import { UsageError } from '../cli/usageError';
import { validateSetting } from '../core/launch/schema';
import { pluralize } from '../core/text/plural';
import { escapeControls } from '../core/text/printable';
import { maskSecrets } from '../core/text/secrets';
import type { Agent } from './agent';
import { ANSWERS, type ToolInput } from './answers';
import { TOOLS } from './tools';

/** The answer of a tool, or the reason why there is none. */
export interface ToolAnswer {
  text: string;
  isError: boolean;
}

/** Limit of an answer, in characters: some four thousand tokens of a model. */
const MAX_ANSWER_LENGTH = 16_000;

/** Answers the call of a tool. Nothing is written and nothing starts; secrets are masked, and long answers are cut. */
export function answerTool(agent: Agent, name: string, input: unknown): ToolAnswer {
  const tool = TOOLS.find((each) => each.name === name);
  if (!tool)
    return createAnswer(`There is no tool ${name}; the tools are ${TOOLS.map((each) => each.name).join(', ')}.`, true);
  const problems = validateSetting(tool.input, input ?? {}, 'input');
  if (problems.length > 0) return createAnswer(problems.join('\n'), true);
  try {
    return createAnswer(ANSWERS[tool.name](agent, (input ?? {}) as ToolInput), false);
  } catch (error) {
    if (error instanceof UsageError) return createAnswer(error.message, true);
    return createAnswer(`${tool.name} failed: ${(error as Error).message}`, true);
  }
}

/** Creates an answer of printable lines, without secrets that their names or forms reveal. */
function createAnswer(text: string, isError: boolean): ToolAnswer {
  const lines = maskSecrets(text).split(/\r?\n/).map(escapeControls);
  return { text: cutLines(lines).join('\n').trim(), isError };
}

/** Leaves out the lines beyond the limit, and says so. A single line that is longer is cut. */
function cutLines(lines: readonly string[]): string[] {
  let length = 0;
  const kept = lines.findIndex((line) => {
    length += line.length + 1;
    return length > MAX_ANSWER_LENGTH;
  });
  if (kept < 0) return [...lines];
  const first = kept === 0 ? [`${lines[0]?.slice(0, MAX_ANSWER_LENGTH)}…`] : lines.slice(0, kept);
  const omitted = lines.length - first.length;
  return [...first, `… ${pluralize(omitted, 'more line')} left out: ask about one file or one command.`];
}
