import { escapeControls, printJson, toPrintableLine } from '../core/text/printable';

/**
 * An output of the command line, and the only code that writes to it. Its line breaks are ours: text from files becomes
 * part of a line, and cannot control a terminal or a build service.
 */
export interface Output {
  /** Writes each text as one line. */
  writeLines: (lines: readonly string[]) => void;
  /** Writes a document, whose lines are kept. */
  writeText: (text: string) => void;
  /** Writes a text that ships with the program, in which `##` is a heading. */
  writePage: (markdown: string) => void;
  writeJson: (value: unknown, indent?: number) => void;
  /** Writes commands to GitHub Actions. Their values are escaped as GitHub’s own toolkit escapes them. */
  writeWorkflowCommands: (commands: readonly WorkflowCommand[]) => void;
}

/** A command to GitHub Actions, such as `::error file=run.sh,line=2::message`. */
export interface WorkflowCommand {
  name: string;
  properties: readonly (readonly [name: string, value: string | number])[];
  message: string;
}

export function createOutput(write: (text: string) => void): Output {
  const writeLines = (lines: readonly string[]): void => write(lines.map((line) => `${line}\n`).join(''));
  return {
    writeLines: (lines) => writeLines(lines.map(toPrintableLine)),
    writeText: (text) => writeLines(linesOf(text).map(toPrintableLine)),
    writePage: (markdown) => writeLines(linesOf(markdown).map(escapeControls)),
    writeJson: (value, indent = 2) => write(`${printJson(value, indent)}\n`),
    writeWorkflowCommands: (commands) => writeLines(commands.map(formatWorkflowCommand)),
  };
}

/** Splits a document into lines. A line break at its end begins no further line. */
const linesOf = (text: string): string[] => text.replace(/\r?\n$/, '').split(/\r?\n/);

function formatWorkflowCommand({ name, properties, message }: WorkflowCommand): string {
  const propertyList = properties.map(([property, value]) => `${property}=${escapeProperty(String(value))}`).join(',');
  return `::${toPrintableLine(`${name} ${propertyList}::${escapeData(message)}`)}`;
}

const escapeData = (value: string): string =>
  value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (value: string): string => escapeData(value).replaceAll(':', '%3A').replaceAll(',', '%2C');
