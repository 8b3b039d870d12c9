import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { clampRange, PIECES } from '../support/randomEditor';
import type { SoakDocument } from './documents';
import type { Random } from './random';

/** A document with a person who edits it: types characters, deletes, pastes, breaks the text and reverts it. */
export interface Typist {
  document: SoakDocument;
  /** The text as the server knows it. */
  text: () => TextDocument;
  /** Makes the next edit, and returns its changes. */
  edit: () => TextDocumentContentChangeEvent[];
  /** Replaces the version, as an editor does when it opens a document again. */
  reopen: () => void;
}

/** Things that people type into a config, character by character. */
const TYPED = [
  '--packing ture ',
  '--tensor_model_parallel_size 3 ',
  '--lr 1e-5 ',
  '--modell ',
  'lr: 1e-5',
  'micro_batch_size: 3',
  '# preflight: ignore[cli.bool]',
  'export A=1',
  '"$A"',
  '"lr": 1,',
];
/** Edits after which a document is as it was saved, so that it does not only become worse. */
const EDITS_UNTIL_REVERT = 150;
const MAX_GROWTH = 1.3;

/** A part of a text to insert or to delete, as offsets. */
interface Change {
  start: number;
  end: number;
  text: string;
}

export function createTypist(document: SoakDocument, random: Random): Typist {
  let current = TextDocument.create(document.uri, document.language, 1, document.text);
  let edits = 0;
  /** Edits that are planned: the characters of something that is being typed. */
  let planned: Change[] = [];
  const planTyping = (): void => {
    const at = current.offsetAt({ line: random.below(current.lineCount), character: random.below(60) });
    const typed = random.pick(TYPED);
    planned = [...typed].map((character, index) => ({ start: at + index, end: at + index, text: character }));
    // Half of it is deleted again.
    if (random.isOneIn(2))
      for (let end = at + typed.length; end > at; end--) planned.push({ start: end - 1, end, text: '' });
  };
  const nextChange = (): Change => {
    const next = planned.shift();
    if (next) return next;
    const start = current.offsetAt({ line: random.below(current.lineCount), character: random.below(60) });
    const kind = random.below(10);
    if (kind === 0) {
      const text = random.pick(PIECES);
      // Text that breaks everything below it is seldom left there.
      if (!random.isOneIn(4)) planned = [{ start, end: start + text.length, text: '' }];
      return { start, end: start, text };
    }
    if (kind === 1) return { start, end: start + random.below(12), text: '' };
    if (kind === 2) return createLineChange(current, random);
    planTyping();
    return planned.shift() ?? { start, end: start, text: ' ' };
  };
  const apply = (changes: TextDocumentContentChangeEvent[]): TextDocumentContentChangeEvent[] => {
    current = TextDocument.update(current, changes, current.version + 1);
    return changes;
  };
  return {
    document,
    text: () => current,
    edit: () => {
      edits++;
      const isTooLong = current.getText().length > document.text.length * MAX_GROWTH + 1000;
      if (edits % EDITS_UNTIL_REVERT === 0 || isTooLong) {
        planned = [];
        return apply([{ text: document.text }]);
      }
      const { start, end, text } = nextChange();
      const range = { start: current.positionAt(start), end: current.positionAt(end) };
      return apply([{ range: clampRange(range, current), text }]);
    },
    reopen: () => {
      current = TextDocument.create(document.uri, document.language, 1, current.getText());
    },
  };
}

/** Deletes a line, or copies it. */
function createLineChange(text: TextDocument, random: Random): Change {
  const line = random.below(text.lineCount);
  const start = text.offsetAt({ line, character: 0 });
  const end = text.offsetAt({ line: line + 1, character: 0 });
  const copied = text.getText().slice(start, end);
  return random.isOneIn(2) ? { start, end, text: '' } : { start, end: start, text: copied };
}
