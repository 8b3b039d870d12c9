import { startOfLine } from '../../text/lines';
import { ParseError } from '../pyyaml/input';
import type { MappingNode, TargetNode, YamlNode } from '../pyyaml/node';
import { type Composed, compose } from '../pyyaml/parseDocument';
import { isKeyAt } from './keyLines';

/** The parsed text, as far as it could be read when PyYAML rejects it. */
export interface ParsedYaml {
  root: YamlNode | undefined;
  /** Offset at which a second document begins. */
  secondDocument: number | undefined;
  errors: ParseError[];
  /** The text defines anchors. */
  hasAnchors: boolean;
  /** A bracket or a quote is open where reading stopped. */
  isOpen: boolean;
  /** A part that could not be read may contain further keys. */
  isIncomplete: boolean;
}

/** Characters that PyYAML does not allow in a file. */
export const UNPRINTABLE = /[^\P{Cc}\t\n\r\x85]|[\ufffe\uffff]/u;

/** Errors after which reading resumes: a config that is being typed has one or two. */
export const MAX_RESTARTS = 20;

/** Parses a YAML text, and resumes after errors at the next key of the same column. */
export function parseYaml(text: string): ParsedYaml {
  const unprintable = text.search(UNPRINTABLE);
  const readable = `${unprintable < 0 ? text : text.replaceAll('\0', ' ')}\0`;
  const anchors = new Map<string, TargetNode>();
  let composed = compose(readable, 0, anchors);
  const { root, start, secondDocument, isOpen } = composed;
  const parsed: ParsedYaml = { root, secondDocument, errors: [], hasAnchors: false, isOpen, isIncomplete: false };
  if (unprintable >= 0) parsed.errors.push(new ParseError('this character is not allowed in YAML', unprintable));
  const column = start - startOfLine(text, start);
  for (let restarts = 0; composed.error; restarts++) {
    parsed.errors.push(composed.error);
    const from = findNextKey(readable, findBrokenStart(readable, composed, composed.error), column);
    parsed.isIncomplete = restarts >= MAX_RESTARTS || !canResume(parsed.root);
    if (parsed.isIncomplete || from === undefined) break;
    composed = compose(readable, from, anchors);
    parsed.root = mergeMaps(parsed.root, composed.root);
    parsed.secondDocument ??= composed.secondDocument;
  }
  parsed.hasAnchors = anchors.size > 0;
  return parsed;
}

const isMap = (node: YamlNode | undefined): node is MappingNode => node?.kind === 'mapping';

/** Whether reading can resume at a later line, which requires a map in block style. */
const canResume = (root: YamlNode | undefined): boolean => root?.kind !== 'sequence' && !(isMap(root) && root.flow);

function mergeMaps(root: YamlNode | undefined, more: YamlNode | undefined): YamlNode | undefined {
  if (!isMap(root)) return more ?? root;
  if (!isMap(more)) return root;
  return { ...root, pairs: [...root.pairs, ...more.pairs], end: Math.max(root.end, more.end) };
}

/** Returns the start of the part that could not be read: an incomplete pair, or the first text that is not a pair. */
function findBrokenStart(text: string, { root, start }: Composed, error: ParseError): number {
  const last = isMap(root) ? root.pairs.at(-1) : undefined;
  if (!last) return start;
  // The rest of the line belongs to the value.
  if (error.at >= last.end && !text.slice(last.end, error.at).includes('\n')) last.isIncomplete = true;
  return last.isIncomplete ? last.start : Math.max(last.start, error.at);
}

/** Finds the start of the next line with a key in this column. */
function findNextKey(text: string, after: number, column: number): number | undefined {
  for (let start = text.indexOf('\n', after) + 1; start > 0; ) {
    const next = text.indexOf('\n', start) + 1;
    const isInside = start + column < (next > 0 ? next : text.length);
    if (isInside && text.slice(start, start + column).trim() === '' && isKeyAt(text, start + column)) return start;
    start = next;
  }
  return undefined;
}
