import type { ConfigReader, Entry, Problem, Scalar } from '../../config/config';
import type { ParseError } from '../pyyaml/input';
import { wordSpanAt } from '../syntax';
import { lower } from './lower';
import { parseYaml, UNPRINTABLE } from './parseYaml';

/** A part of a config file as read alone. Offsets count from its start. */
export interface PieceContent {
  entries: readonly Entry[];
  problems: readonly PieceProblem[];
  /** The text that YAML rejects. */
  errors: readonly Problem[];
  /** The names under which Python compares the keys of the file. */
  keys: readonly string[];
  mayHaveMoreFlags: boolean;
  /** The end of the last value; undefined if an error precedes it. */
  end: number | undefined;
}

/** A problem, and the indices of its entry and value among those of the part; -1 for one that is not among them. */
export interface PieceProblem {
  problem: Problem;
  entryIndex: number;
  valueIndex: number;
}

/** Marks of documents, which end whatever is open, and merges, whose keys come before those of the whole file. */
const DEPENDENT = /<<|(?:^|\x85)(?:---|\.\.\.|%)/m;

/** References between keys of OmegaConf, and escapes, which may hide one. */
const REFERENCE = /[$\\]/;

const EMPTY_CONTENT: PieceContent = {
  entries: [],
  problems: [],
  errors: [],
  keys: [],
  mayHaveMoreFlags: false,
  end: undefined,
};

/** Reads the text above the first key: comments, and the mark of a document. Undefined if it has other content. */
export function readHead(source: string): PieceContent | undefined {
  const [first = '', ...others] = source.split('\n').filter((line) => !BLANK_LINE.test(line));
  const isBlank = others.length === 0 && (first === '' || DOCUMENT_START.test(first));
  return isBlank && !UNPRINTABLE.test(source) ? EMPTY_CONTENT : undefined;
}

const BLANK_LINE = /^ *(?:#[^\r\x85\u2028\u2029]*)?\r?$/;
const DOCUMENT_START = /^---(?: +(?:#[^\r\x85\u2028\u2029]*)?)?\r?$/;

/**
 * Reads a part of a config file that begins with a key in the first column and ends before another one. Undefined if its
 * meaning may depend on other parts of the file, or theirs on it.
 */
export function readPiece(source: string, reader: ConfigReader | undefined): PieceContent | undefined {
  if (DEPENDENT.test(source) || UNPRINTABLE.test(source)) return undefined;
  if (reader === 'omegaconf' && REFERENCE.test(source)) return undefined;
  // A mere slice would keep the whole version of the file in memory, as long as anything of the part is used.
  const text = ` ${source}`.slice(1);
  const parsed = parseYaml(text);
  const { root, errors, hasAnchors, isOpen, secondDocument, isIncomplete } = parsed;
  const isBlockMap = root?.kind === 'mapping' && !root.flow && root.start === 0 && root.pairs.length > 0;
  if (!isBlockMap || hasAnchors || isOpen || secondDocument !== undefined || isIncomplete) return undefined;
  // The text below decides about what is missing at the end.
  if (errors.some(({ at }) => at >= text.length)) return undefined;
  const end = root.end > 0 ? root.end : undefined;
  const { entries, problems, keys, mayHaveMoreFlags } = lower(text, parsed, reader);
  // Values that Python rejects are reported before all other problems of the file.
  if (problems.some(({ rule }) => rule === 'yaml.document')) return undefined;
  return {
    entries,
    problems: findSubjects(problems, entries),
    errors: errors.map((error) => createSyntaxProblem(text, error)),
    keys,
    mayHaveMoreFlags,
    end,
  };
}

/** Creates the problem for the text at which PyYAML fails. */
export const createSyntaxProblem = (text: string, { message, at }: ParseError): Problem => ({
  rule: 'yaml.syntax',
  message: `YAML cannot be read here: ${message}.`,
  span: wordSpanAt(text, at),
});

/** Finds the entries and values of problems. A list may have a problem with each of its values. */
function findSubjects(problems: readonly Problem[], entries: readonly Entry[]): PieceProblem[] {
  const entryIndices = new Map(entries.map((entry, index) => [entry, index]));
  const valueIndices = new Map<Entry, Map<Scalar, number>>();
  return problems.map((problem) => {
    const { entry, scalar } = problem;
    if (!entry) return { problem, entryIndex: -1, valueIndex: -1 };
    const indices = valueIndices.get(entry) ?? new Map(entry.values.map((value, index) => [value, index]));
    valueIndices.set(entry, indices);
    return {
      problem,
      entryIndex: entryIndices.get(entry) ?? -1,
      valueIndex: (scalar && indices.get(scalar)) ?? -1,
    };
  });
}
