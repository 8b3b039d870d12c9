import { endOfHead, hasModeline } from '../../comments/modeline';
import type { Span } from '../../config/config';
import type { Document } from '../../document/document';
import { startOfLine } from '../../text/lines';
import { listFindings } from '../listFindings';
import type { CompletionContext } from './context';
import type { Completion } from './item';

/** Completion of `# preflight:` comments: settings, releases, and the ids of rules to ignore. */

/** The settings of a modeline with their effect. */
const SETTINGS: Readonly<Record<string, string>> = {
  'ms-swift=': 'The release of ms-swift that runs this file',
  'world-size=': 'The number of GPUs of all nodes',
  'gpu-memory=': 'The memory of each GPU in GiB',
  'model-config=': 'The config.json of the model',
};

/** Numbers of GPUs that are offered: one machine, and several. */
const WORLD_SIZES = ['8', '16', '32', '64'];

/** GiB of common GPUs. */
const GPU_MEMORIES = ['80', '141', '96', '48', '40', '24'];

const KEYWORD = 'preflight:';
const IGNORE = 'ignore[';

/** A cursor in a comment: the word that is typed, and the text of the comment before it. */
interface CommentCursor {
  span: Span;
  prefix: string;
  before: string;
}

/** Completes the words of a `# preflight:` comment. Returns undefined where the cursor is elsewhere. */
export function completeModeline(
  context: CompletionContext,
  document: Document,
  offset: number,
): Completion[] | undefined {
  const { text, syntax } = document;
  if (syntax.commentPrefix !== '#') return undefined;
  const line = text.slice(startOfLine(text, offset), offset);
  const hash = line.lastIndexOf('#');
  if (hash < 0) return undefined;
  const comment = line.slice(hash + 1).trimStart();
  if (!comment.startsWith(KEYWORD)) return completeKeyword(context, document, offset, line, hash);
  const body = comment.slice(KEYWORD.length);
  const prefix = /(?<![\w.*-])[\w.*-]*$/.exec(body)?.[0] ?? '';
  const rest = /^[\w.*-]*/.exec(text.slice(offset, offset + 100))?.[0] ?? '';
  const cursor: CommentCursor = {
    span: { start: offset - prefix.length, end: offset + rest.length },
    prefix,
    before: body.slice(0, body.length - prefix.length),
  };
  return completeWord(context, document, cursor);
}

function completeWord(context: CompletionContext, document: Document, { span, before }: CommentCursor): Completion[] {
  if (/(?<![^\s])ignore\[[^\]]*$/.test(before)) return completeRules(context, document, span);
  const [, setting] = /(?<![^\s])([\w-]+)==?$/.exec(before) ?? [];
  if (setting === 'ms-swift')
    return context.catalog.releases.toReversed().map((release, index) => createWord(release, 'release', span, index));
  if (setting === 'world-size') return WORLD_SIZES.map((size, index) => createWord(size, 'GPUs', span, index));
  if (setting === 'gpu-memory') return GPU_MEMORIES.map((size, index) => createWord(size, 'GiB', span, index));
  if (!/(?:^|\s)$/.test(before)) return [];
  const settings = Object.entries(SETTINGS).filter(([name]) => !before.includes(name));
  const words = settings.map(([name, summary], index) => ({ ...createWord(name, 'setting', span, index), summary }));
  // A comment that silences findings sets nothing.
  if (before.trim() !== '') return words;
  const summary = 'Silences rules on the next line, or in the command below';
  return [...words, { ...createWord(IGNORE, 'suppression', span, words.length), summary }];
}

const createWord = (word: string, detail: string, span: Span, index: number): Completion => ({
  label: word,
  kind: 'setting',
  detail,
  summary: '',
  sort: String(index).padStart(4, '0'),
  filter: word,
  edit: { span, newText: word },
  continues: /[=[]$/.test(word),
});

/** Completes the ids of rules: those that find something in the text first, then all others. */
function completeRules({ catalog, lint, titleOf }: CompletionContext, document: Document, span: Span): Completion[] {
  // The comment itself may silence what it is written for.
  const shown = listFindings(catalog, lint, document).map(({ finding }) => finding);
  const all = [...document.cache.values()].flatMap(({ rawFindings = [] }) => rawFindings);
  const found = new Set([...all, ...shown].map(({ rule }) => rule));
  return [...new Set([...found, ...lint.ruleIds])].map(
    (id, index): Completion => ({
      ...createWord(id, found.has(id) ? 'found in this file' : 'rule', span, index),
      kind: 'rule',
      summary: titleOf(id),
    }),
  );
}

/** Completes the keyword itself in a comment of the head that has a line of its own, where no modeline is yet. */
function completeKeyword(
  { catalog }: CompletionContext,
  document: Document,
  offset: number,
  line: string,
  hash: number,
): Completion[] | undefined {
  const { text, reading } = document;
  const typed = line.slice(hash);
  if (line.slice(0, hash).trim() !== '' || !/^#[ \t]*(?:p[a-z:]*)?$/.test(typed)) return undefined;
  const mayBegin = reading.configs.length > 0 || document.syntax.isEmpty?.(text, offset);
  if (!mayBegin || hasModeline(text) || offset > endOfHead(text)) return undefined;
  return [createModeline(catalog.releases.at(-1) ?? '', { start: offset - typed.length, end: offset }, '')];
}

/** Creates the item that inserts a modeline with a release. `typed` is a word without the comment mark. */
export function createModeline(release: string, span: Span, typed: string): Completion {
  const newText = `# preflight: ms-swift=${release}`;
  return {
    ...createWord(newText, 'release', span, 0),
    note: 'release',
    summary: 'Names the release of ms-swift that runs this file',
    filter: typed === '' ? newText : newText.slice(2),
    continues: false,
  };
}
