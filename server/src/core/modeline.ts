import type { Config } from './config';

/** What `# preflight: ms-swift=3.8.1 world-size=16 model-config=./config.json` says of a file or of one command. */
export interface Modeline {
  swiftVersion?: string;
  worldSize?: number;
  modelConfig?: string;
}

const LINE = /#\s*preflight:(.*)/;
const FIRST_LINES = 10;

/** A modeline holds for the whole file in its first ten lines, and for one command directly above it. */
export function modelineOf(text: string, config?: Config): Modeline {
  const above = config ? lineAbove(text, config.whole.start) : '';
  return { ...firstOf(text), ...parseModeline(above) };
}

/** True where a modeline says that the file is ours, whatever else it holds. */
export const hasModeline = (text: string): boolean => text.includes('preflight:') && firstLines(text).some(isModeline);

const isModeline = (line: string): boolean => LINE.test(line);
const firstLines = (text: string): string[] => text.slice(0, 4000).split('\n', FIRST_LINES);

function firstOf(text: string): Modeline {
  if (!text.includes('preflight:')) return {};
  return Object.assign({}, ...firstLines(text).map(parseModeline));
}

function lineAbove(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return lineStart === 0 ? '' : text.slice(text.lastIndexOf('\n', lineStart - 2) + 1, lineStart - 1);
}

function parseModeline(line: string): Modeline {
  const body = LINE.exec(line)?.[1];
  if (body === undefined) return {};
  const modeline: Modeline = {};
  for (const [, key, value] of body.matchAll(/([\w-]+)=(\S+)/g)) {
    if (key === 'ms-swift' && value && /^v?\d+(?:\.\d+)*$/.test(value)) modeline.swiftVersion = value;
    if (key === 'world-size' && value && /^\d+$/.test(value)) modeline.worldSize = Number(value);
    if (key === 'model-config' && value) modeline.modelConfig = value;
  }
  return modeline;
}
