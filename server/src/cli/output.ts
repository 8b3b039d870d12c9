import { escapeControls, printJson, toPrintableLine } from '../core/text/printable';
import { cutToColumns } from './columns';
import { applyStyles, type Line, type Segment, textOfSegment, usesColors, type Variables } from './style';

/**
 * An output of the command line, and the only code that writes to it. Its line breaks are ours: text from files becomes
 * part of a line, and cannot control a terminal or a build service.
 */
export interface Output {
  /** Writes each text as one line. */
  writeLines: (lines: readonly Line[]) => void;
  /** Writes a document, whose lines are kept. */
  writeText: (text: string) => void;
  /** Writes lines of a text that ships with the program, in which `##` is a heading. */
  writePage: (lines: readonly Line[]) => void;
  writeJson: (value: unknown, indent?: number) => void;
  /** Writes commands to GitHub Actions. Their values are escaped as GitHub’s own toolkit escapes them. */
  writeWorkflowCommands: (commands: readonly WorkflowCommand[]) => void;
  /** Replaces the last line of a terminal; an empty text removes it. Other outputs get nothing. */
  writeStatus: (text: string) => void;
  /** Empties a terminal. Other outputs get nothing. */
  clear: () => void;
  isTerminal: boolean;
  /** The width of the terminal; undefined for other outputs. */
  columns: number | undefined;
}

/** A command to GitHub Actions, such as `::error file=run.sh,line=2::message`. */
export interface WorkflowCommand {
  name: string;
  properties: readonly (readonly [name: string, value: string | number])[];
  message: string;
}

/** A stream of the process. */
export interface Stream {
  write: (text: string) => unknown;
  isTTY?: boolean;
  columns?: number;
}

/** Removes the present line of a terminal. */
const CLEAR_LINE = '\r\x1b[K';
const CLEAR_SCREEN = '\x1b[2J\x1b[H';

export function createOutput(stream: Stream, env: Variables): Output {
  const isTerminal = stream.isTTY === true;
  const hasColors = usesColors(isTerminal, env);
  const write = (lines: readonly string[]): void => {
    if (lines.length > 0) stream.write(lines.map((line) => `${line}\n`).join(''));
  };
  const printWith =
    (escapeText: EscapeText) =>
    (line: Line): string =>
      printLine(line, escapeText, hasColors);
  const control = (text: string): void => {
    if (isTerminal) stream.write(text);
  };
  return {
    writeLines: (lines) => write(lines.map(printWith(toPrintableLine))),
    writeText: (text) => write(linesOf(text).map(toPrintableLine)),
    writePage: (lines) => write(lines.map(printWith(escapeControls))),
    writeJson: (value, indent = 2) => write([printJson(value, indent)]),
    writeWorkflowCommands: (commands) => write(commands.map(formatWorkflowCommand)),
    // A status that takes two lines could not be removed.
    writeStatus: (text) =>
      control(`${CLEAR_LINE}${cutToColumns(toPrintableLine(text), (stream.columns ?? 80) - 1, 'start')}`),
    clear: () => control(CLEAR_SCREEN),
    isTerminal,
    columns: isTerminal ? stream.columns : undefined,
  };
}

type EscapeText = (text: string) => string;

/** Prints a line with its styles, unless a command to a build service had to be escaped across its segments. */
function printLine(line: Line, escapeText: EscapeText, hasColors: boolean): string {
  const segments: readonly Segment[] = typeof line === 'string' ? [line] : line;
  const text = segments.map(textOfSegment).join('');
  const escaped = escapeText(text);
  if (!hasColors || escaped !== escapeControls(text)) return escaped;
  return segments
    .map((segment) => {
      if (typeof segment === 'string') return escapeControls(segment);
      const [part, ...styles] = segment;
      return applyStyles(escapeControls(part), styles);
    })
    .join('');
}

/** Splits a document into lines. A line break at its end begins no further line. */
export const linesOf = (text: string): string[] => text.replace(/\r?\n$/, '').split(/\r?\n/);

function formatWorkflowCommand({ name, properties, message }: WorkflowCommand): string {
  const propertyList = properties.map(([property, value]) => `${property}=${escapeProperty(String(value))}`).join(',');
  return `::${toPrintableLine(`${name} ${propertyList}::${escapeData(message)}`)}`;
}

const escapeData = (value: string): string =>
  value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (value: string): string => escapeData(value).replaceAll(':', '%3A').replaceAll(',', '%2C');
