import type { Config, Span } from '../config/config';
import { startOfLine, startOfNextLine, textOfLineAbove } from '../text/lines';

/**
 * The settings of `# preflight: ms-swift=3.8.1 world-size=16 gpu-memory=80 model-config=./config.json` for a file or one
 * command.
 */
export interface Modeline {
  /** The release as written, which may be no name of one. */
  swiftVersion?: string;
  worldSize?: number;
  /** The memory of each GPU in GiB. */
  gpuMemory?: number;
  modelConfig?: string;
}

const MODELINE_PATTERN = /#\s*preflight:(.*)/;
const MAX_HEAD_LINES = 10;
/** Characters of the head: a limit for files without line breaks. */
const MAX_HEAD_LENGTH = 4000;

/** Returns the end of the head, in which a modeline applies to the entire file. */
export const endOfHead = (text: string): number =>
  text.slice(0, MAX_HEAD_LENGTH).split('\n', MAX_HEAD_LINES).join('\n').length;

/** Reads the modeline directly above a command, which applies to that command. */
export const readModelineAbove = (text: string, config: Config): Modeline =>
  parseModeline(textOfLineAbove(text, startOfLine(text, config.fullSpan.start)));

/** Reads the modelines of the first ten lines, which apply to the entire file. */
export function modelineOf(text: string): Modeline {
  return Object.assign({}, ...headLinesOf(text).map(parseModeline));
}

/** Whether a modeline marks the file as a training config, regardless of its content. */
export const hasModeline = (text: string): boolean => headLinesOf(text).some(isModeline);

const isModeline = (line: string): boolean => MODELINE_PATTERN.test(line);
const headLinesOf = (text: string): string[] => text.slice(0, endOfHead(text)).split('\n');

function parseModeline(line: string): Modeline {
  const body = MODELINE_PATTERN.exec(line)?.[1];
  if (body === undefined) return {};
  const modeline: Modeline = {};
  for (const [, key, value] of body.matchAll(/(?<![\w-])([\w-]+)(?:==?|(?=[<>~!]=?))(\S+)/g)) {
    if (key === 'ms-swift' && value) modeline.swiftVersion = value;
    if (key === 'world-size' && value && /^\d+$/.test(value)) modeline.worldSize = Number(value);
    if (key === 'gpu-memory' && value && /^\d+(?:\.\d+)?$/.test(value)) modeline.gpuMemory = Number(value);
    if (key === 'model-config' && value) modeline.modelConfig = value;
  }
  return modeline;
}

/** A word of a modeline: `key=value`, or a key alone. */
export interface ModelineWord {
  key: string;
  value: string | undefined;
  text: string;
  span: Span;
}

const WORD = /(?<![^\s,;])([\w.-]+)(?:\s*(?:==?|:(?!\/\/)|(?=[<>~!]=?))\s*([^\s,;]\S*))?/g;
/** Words that are listed of one comment. */
const MAX_WORDS = 50;

/** Lists the words of the modelines that apply to a text or to one of its commands. Comments that silence findings have none. */
export function listModelineWords(text: string, configs: readonly Config[]): ModelineWord[] {
  const starts = new Set([...text.matchAll(/preflight:/g)].map(({ index }) => startOfLine(text, index)));
  if (starts.size === 0) return [];
  const headEnd = endOfHead(text);
  const commandLines = new Set(configs.map(({ fullSpan }) => startOfLine(text, fullSpan.start)));
  const applies = (start: number): boolean => start <= headEnd || commandLines.has(startOfNextLine(text, start));
  return [...starts].filter(applies).flatMap((start) => listWords(text, start));
}

function listWords(text: string, start: number): ModelineWord[] {
  const end = text.indexOf('\n', start);
  const line = text.slice(start, end < 0 ? undefined : end).trimEnd();
  const match = MODELINE_PATTERN.exec(line);
  const body = match?.[1];
  if (!match || body === undefined || /^\s*ignore\b/.test(body)) return [];
  const offset = start + match.index + match[0].length - body.length;
  return [...body.matchAll(WORD)].slice(0, MAX_WORDS).map((word) => ({
    key: word[1] ?? '',
    value: word[2],
    text: word[0],
    span: { start: offset + word.index, end: offset + word.index + word[0].length },
  }));
}
