import type { Config } from '../config/config';
import { startOfLine, textOfLineAbove } from '../text/lines';

/** The settings of `# preflight: ms-swift=3.8.1 world-size=16 model-config=./config.json` for a file or one command. */
export interface Modeline {
  swiftVersion?: string;
  worldSize?: number;
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
  for (const [, key, value] of body.matchAll(/(?<![\w-])([\w-]+)=(\S+)/g)) {
    if (key === 'ms-swift' && value && /^v?\d+(?:\.\d+)*$/.test(value)) modeline.swiftVersion = value;
    if (key === 'world-size' && value && /^\d+$/.test(value)) modeline.worldSize = Number(value);
    if (key === 'model-config' && value) modeline.modelConfig = value;
  }
  return modeline;
}
