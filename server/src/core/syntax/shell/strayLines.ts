import type { Command as CommandNode, Word } from 'unbash';
import { parseArguments } from '../../config/argparse';
import type { Config, Entry, Problem, Scalar, Span } from '../../config/config';
import { indentOf } from '../../text/lines';
import { findDashes } from './lookalikes';
import { createUnknownValue } from './lostText';
import { type ScriptText, type Source, spanOf, textOfNode } from './source';

/** Lines that bash runs as commands of their own, although they continue the training command above them. */

/** A command that begins with a flag or its value, as bash reads a line that is not connected to the command above. */
export interface StrayLine {
  /** The words of the line, without redirections. */
  span: Span;
  /** The end of the line with its redirections. */
  end: number;
  /** The start of the escaped space that is the command of a line such as `NAME=value \\ `. */
  escapedSpace?: number;
  args: readonly Scalar[];
  /** The flag that ends the command above, whose value the line begins with. */
  flagBefore?: string;
}

export function createStrayLine(
  node: CommandNode,
  words: readonly Word[],
  args: readonly Scalar[],
  source: Source,
): StrayLine {
  const { start, end } = spanOf(node, source);
  return {
    span: { start, end: source.base + (words.at(-1)?.end ?? node.end) },
    end,
    ...(isSpaceCommand(node) && { escapedSpace: source.base + (node.name?.pos ?? node.pos) }),
    args,
  };
}

/** Dashes alone are a flag that is being typed. */
export const isStrayLine = (node: CommandNode): boolean => {
  const name = node.name?.value ?? '';
  return /^(?:--?[A-Za-z]|--$)/.test(name) || findDashes(name) !== undefined || isSpaceCommand(node);
};

/** Whether a command is an escaped space, as in `NAME=value \\ ` with a space at the end, which gets the assignments. */
const isSpaceCommand = (node: CommandNode): boolean => node.prefix.length > 0 && /^\s+$/.test(node.name?.value ?? '');

/** Limit of the text between a command and a line that belongs to it. */
const MAX_GAP_LENGTH = 1000;

/**
 * Returns the flag whose value begins a line that bash runs as a command of its own: the last word of the command above
 * is a flag without a value, and the line is indented below it or begins with what is no name of a program.
 */
export function findFlagOfLostValue(
  node: CommandNode,
  above: Config | Problem | undefined,
  source: Source,
  script: ScriptText,
): string | undefined {
  const last = openFlagOf(above);
  if (!above || !('flags' in above) || !last || !node.name || node.prefix.length > 0) return undefined;
  const { end } = above.fullSpan;
  const { start } = spanOf(node, source);
  if (start <= end) return undefined;
  const gap = script.slice(end, start);
  if (gap.length > MAX_GAP_LENGTH || !gap.includes('\n') || !SPACES_AND_COMMENTS.test(gap)) return undefined;
  const isIndented = indentAt(start, script) > indentAt(above.fullSpan.start, script);
  const isValue = /^["'\d/.$]|[/.=]/.test(textOfNode({ pos: node.pos, end: node.name.end }, source));
  return isIndented || isValue ? last.name : undefined;
}

/** Returns the flag without a value at the end of a command, which a line below may begin with. */
export function openFlagOf(item: Config | Problem | undefined): Entry | undefined {
  if (!item || !('flags' in item) || item.embedded) return undefined;
  const last = item.flags.at(-1);
  const isOpen = last && !last.joinedByEquals && last.values.every(({ value }) => value?.trim() === '');
  return isOpen ? last : undefined;
}

/** Returns the number of spaces and tabs at the start of the line of a position. */
function indentAt(position: number, script: ScriptText): number {
  const start = script.startOfLine(position);
  return indentOf(script.slice(start, Math.max(start, position)), 0).length;
}

/** Spaces and comments. Each comment must extend to the end of its line, so that `# # #` matches in only one way. */
const SPACES_AND_COMMENTS = /^(?:[\s\\]|#[^\n]*(?:\n|$))*$/;

/** Returns the stray lines that follow the command with only spaces and comments in between. */
export function collectConnected(config: Config, strays: readonly StrayLine[], script: ScriptText): StrayLine[] {
  const connected: StrayLine[] = [];
  let end = config.fullSpan.end;
  for (const stray of strays) {
    const previous = connected.at(-1);
    if (previous?.span.start === stray.span.start) {
      // A function that is called again, or a loop, runs the same line with other values.
      connected[connected.length - 1] = mergeValues(previous, stray);
      continue;
    }
    if (!SPACES_AND_COMMENTS.test(script.slice(end, stray.span.start))) break;
    connected.push(stray);
    end = stray.end;
  }
  return connected;
}

/** Returns a line that runs twice; arguments that differ are unknown. */
function mergeValues(first: StrayLine, second: StrayLine): StrayLine {
  if (first.args.length !== second.args.length) return { ...first, args: first.args.map(forgetValue) };
  return {
    ...first,
    args: first.args.map((arg, index) => (arg.value === second.args[index]?.value ? arg : forgetValue(arg))),
  };
}

const forgetValue = (arg: Scalar): Scalar => ({ ...arg, value: undefined, maySplit: true });

/** Adds the arguments of the lost lines after a command, as they were intended. */
export function readOn(config: Config, lines: readonly StrayLine[]): Config {
  const { flags: ownFlags, positionals: ownPositionals } = dropEscapedSpace(config);
  const args = lines.map((line) => line.args.filter((arg) => !isEscapedSpace(arg)));
  const { entries, positionals } = parseArguments(args.flat().map((arg) => ({ ...arg, isLost: true })));
  const lineEnds = new Set([ownFlags.at(-1)?.key.end, ...args.slice(0, -1).map((each) => each.at(-1)?.span.end)]);
  const extended = appendValues(ownFlags, positionals);
  return {
    ...config,
    flags: [...extended, ...entries.map(markLost)].map((entry) => fillUnfinished(entry, lineEnds)),
    positionals: ownFlags.length > 0 ? ownPositionals : [...ownPositionals, ...positionals],
    fullSpan: { start: config.fullSpan.start, end: lines.at(-1)?.span.end ?? config.fullSpan.end },
  };
}

/** Whether an argument is an escaped space: `\ ` at the end of a line. */
const isEscapedSpace = ({ text }: Scalar): boolean => /^\\[ \t]+$/.test(text);

/** Drops an escaped space from the end of a command. */
function dropEscapedSpace({ flags, positionals }: Config): Pick<Config, 'flags' | 'positionals'> {
  const last = flags.at(-1);
  const value = (last?.values ?? positionals).at(-1);
  if (!value || !isEscapedSpace(value)) return { flags, positionals };
  if (!last) return { flags, positionals: positionals.slice(0, -1) };
  const values = last.values.slice(0, -1);
  const fullSpan = { start: last.fullSpan.start, end: values.at(-1)?.span.end ?? last.key.end };
  return { flags: [...flags.slice(0, -1), { ...last, values, fullSpan }], positionals };
}

const markLost = (entry: Entry): Entry => ({
  ...entry,
  isLost: true,
  values: entry.values.map((value) => ({ ...value, isLost: true })),
});

/** Adds the values that begin a lost line to the last flag. */
function appendValues(flags: readonly Entry[], values: readonly Scalar[]): readonly Entry[] {
  const last = flags.at(-1);
  if (!last || values.length === 0) return flags;
  const end = values.findLast(({ enclosure }) => enclosure === last.enclosure)?.span.end ?? last.fullSpan.end;
  return [
    ...flags.slice(0, -1),
    { ...last, values: [...last.values, ...values], fullSpan: { start: last.fullSpan.start, end } },
  ];
}

/** Gives a flag without a value at the end of an unfinished line an unknown one: it is being typed. */
function fillUnfinished(entry: Entry, lineEnds: ReadonlySet<number | undefined>): Entry {
  if (entry.values.length > 0 || !lineEnds.has(entry.key.end)) return entry;
  return { ...entry, values: [{ ...createUnknownValue(entry.key.end), ...(entry.isLost && { isLost: true }) }] };
}
