import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml';
import { type Config, EMPTY, type Entry, type Reading, type Scalar, type Span } from '../../config';
import { hasModeline } from '../../modeline';
import { pythonScalar } from '../pyyaml/scalar';
import type { Hints } from '../syntax';

/** Top-level keys at the start of a line: enough to tell whether a file is ours before it is parsed. */
const KEY = /^(?:"([\w-]+)"|'([\w-]+)'|([\w-]+))[ \t]*:(?=\s|$)/gm;

/** Reads a training config: the top-level map of a YAML file, lowered to the flags and variables that the trainer gets. */
export function readYaml(text: string, hints: Hints): Reading {
  if (!hasModeline(text) && !hints.isTraining(topLevelKeys(text))) return EMPTY;
  try {
    return readDocument(text, hints);
  } catch {
    // Deeply nested or otherwise hostile text can exhaust the parser; such a file is no training config.
    return EMPTY;
  }
}

function topLevelKeys(text: string): string[] {
  const keys: string[] = [];
  for (const match of text.slice(0, 200_000).matchAll(KEY)) keys.push(match[1] ?? match[2] ?? match[3] ?? '');
  return keys;
}

function readDocument(text: string, hints: Hints): Reading {
  // Line breaks keep their length: a carriage return becomes a blank, a byte order mark too.
  const readable = text.replace(/^\uFEFF/, ' ').replace(/\r\n/g, ' \n');
  const document = parseDocument(readable, {
    version: '1.1',
    uniqueKeys: false,
    strict: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const problems = document.errors.map(({ message, pos }) => ({
    rule: 'yaml.syntax',
    message: `YAML cannot be read here: ${message.split('\n')[0]}`,
    span: within(text, { start: pos[0], end: Math.max(pos[1], pos[0]) }),
  }));
  const root = document.contents;
  // A file that holds nothing yet, or one half-typed word, is a config without entries: the next key is about to come.
  const isEmpty = root === null || isScalar(root);
  if (!isMap(root) && !isEmpty) return { configs: [], problems };
  const pairs = isMap(root) ? (root.items as Pair[]) : [];
  const entries = pairs.flatMap((pair) => entriesOf(pair, text));
  const whole = within(text, spanOf(root) ?? { start: text.length, end: text.length });
  const names = entries.filter((entry) => entry.kind === 'flag').map((entry) => entry.name);
  const config: Config = {
    syntax: 'yaml',
    program: 'megatron',
    command: hints.commandOf(names),
    head: entries[0]?.key ?? { start: whole.start, end: whole.start },
    whole,
    entries,
    words: [],
    problems: [],
    unexported: [],
    open: pairs.some(({ key }) => isScalar(key) && key.value === '<<'),
  };
  return { configs: [config], problems };
}

const within = (text: string, span: Span): Span => ({
  start: Math.min(span.start, text.length),
  end: Math.min(Math.max(span.start, span.end), text.length),
});

/** Start of a node to the end of its value, without the blanks and comments behind it. */
function spanOf(node: Node | null | undefined): Span | undefined {
  const range = node?.range;
  return range ? { start: range[0], end: range[1] } : undefined;
}

function entriesOf(pair: Pair, text: string): Entry[] {
  const key = pair.key as Node;
  const span = spanOf(key);
  if (!isScalar(key) || !span || key.value === '<<') return [];
  const name = String(key.source ?? key.value);
  const value = pair.value as Node | null;
  // Anything but a map under ENV holds no variables yet; its first name may be half typed.
  if (name === 'ENV') return isMap(value) ? (value.items as Pair[]).flatMap((item) => envEntries(item, text)) : [];
  return [entryOf('flag', name, within(text, span), value, text)];
}

function envEntries(pair: Pair, text: string): Entry[] {
  const span = spanOf(pair.key as Node);
  if (!isScalar(pair.key) || !span) return [];
  return [
    entryOf('env', String(pair.key.source ?? pair.key.value), within(text, span), pair.value as Node | null, text),
  ];
}

function entryOf(kind: Entry['kind'], name: string, key: Span, value: Node | null, text: string): Entry {
  const body = trimmed(text, within(text, spanOf(value) ?? { start: key.end, end: key.end }));
  const whole = { start: key.start, end: Math.max(key.end, body.end) };
  return { kind, name, key, values: valuesOf(value, body, text), body, whole };
}

/** A block collection's range reaches to the next key; what the user wrote ends at its last visible character. */
function trimmed(text: string, span: Span): Span {
  const visible = text.slice(span.start, span.end).trimEnd().length;
  return { start: span.start, end: span.start + visible };
}

/** ms-swift's lowering: list items as they are, a map as JSON text, everything else as Python prints it. */
function valuesOf(value: Node | null, body: Span, text: string): Scalar[] {
  if (isSeq(value)) {
    return (value.items as (Node | null)[]).map((item) => {
      const span = trimmed(text, within(text, spanOf(item) ?? body));
      return { text: text.slice(span.start, span.end), span, value: textOf(item) };
    });
  }
  return [{ text: text.slice(body.start, body.end), span: body, value: textOf(value) }];
}

function textOf(node: Node | null): string | undefined {
  if (node === null || node === undefined) return 'None';
  // An anchor may be anywhere in the file and a tag may build anything: neither is resolved here.
  if (isAlias(node) || (node.tag && !node.tag.startsWith('tag:yaml.org,2002:'))) return undefined;
  if (isScalar(node)) {
    if (node.type !== 'PLAIN') return typeof node.value === 'string' ? node.value : 'None';
    return pythonScalar(node.source ?? '').text;
  }
  try {
    return JSON.stringify(node.toJSON());
  } catch {
    return undefined;
  }
}
