import type { ClientCapabilities, Position, Range } from 'vscode-languageserver';
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';

/** The unit of the columns of positions: bytes of UTF-8, or units of UTF-16. */
export type PositionEncoding = 'utf-8' | 'utf-16';

/** Chooses the first encoding of a client that the server has. Every client has UTF-16. */
export const choosePositionEncoding = ({ general }: ClientCapabilities): PositionEncoding =>
  (general?.positionEncodings ?? []).find((each) => each === 'utf-8' || each === 'utf-16') ?? 'utf-16';

/** Creates documents and applies changes to them; the columns of all positions have one encoding. */
export interface EncodedDocuments {
  /** Sets the encoding, before a document is created. */
  setEncoding: (encoding: PositionEncoding) => void;
  create: (uri: string, languageId: string, version: number, text: string) => TextDocument;
  update: (document: TextDocument, changes: TextDocumentContentChangeEvent[], version: number) => TextDocument;
}

export function createEncodedDocuments(): EncodedDocuments {
  let encoding: PositionEncoding = 'utf-16';
  const plainDocuments = new WeakMap<TextDocument, TextDocument>();
  const encode = (plain: TextDocument): TextDocument => {
    const encoded = encodeDocument(plain);
    plainDocuments.set(encoded, plain);
    return encoded;
  };
  return {
    setEncoding: (chosen) => {
      encoding = chosen;
    },
    create: (...parameters) => {
      const plain = TextDocument.create(...parameters);
      return encoding === 'utf-8' ? encode(plain) : plain;
    },
    update: (document, changes, version) => {
      const plain = plainDocuments.get(document);
      if (!plain) return TextDocument.update(document, changes, version);
      // Each change refers to the text after the changes before it.
      const update = (text: TextDocument, change: TextDocumentContentChangeEvent): TextDocument =>
        TextDocument.update(text, [toPlainChange(text, change)], version);
      return encode(changes.reduce(update, plain));
    },
  };
}

/** A document whose positions count bytes of UTF-8. */
function encodeDocument(plain: TextDocument): TextDocument {
  const encodePosition = ({ line, character }: Position): Position => ({
    line,
    character: countBytes(lineOf(plain, line).slice(0, character)),
  });
  return {
    uri: plain.uri,
    languageId: plain.languageId,
    version: plain.version,
    lineCount: plain.lineCount,
    getText: (range) => plain.getText(range && toPlainRange(plain, range)),
    getEOLCharacters: (line) => plain.getEOLCharacters(line),
    getLineRange: (line) => {
      const { start, end } = plain.getLineRange(line);
      return { start: encodePosition(start), end: encodePosition(end) };
    },
    offsetAt: (position) => plain.offsetAt(toPlainPosition(plain, position)),
    positionAt: (offset) => encodePosition(plain.positionAt(offset)),
  };
}

const toPlainChange = (plain: TextDocument, change: TextDocumentContentChangeEvent): TextDocumentContentChangeEvent =>
  'range' in change && change.range ? { text: change.text, range: toPlainRange(plain, change.range) } : change;

const toPlainRange = (plain: TextDocument, { start, end }: Range): Range => ({
  start: toPlainPosition(plain, start),
  end: toPlainPosition(plain, end),
});

const toPlainPosition = (plain: TextDocument, { line, character }: Position): Position => ({
  line,
  character: findCharacter(lineOf(plain, line), character),
});

const lineOf = (plain: TextDocument, line: number): string =>
  plain.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });

function countBytes(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += bytesOf(character);
  return bytes;
}

/** Returns the index of the character that a number of bytes leads to; a number beyond the line stays beyond it. */
function findCharacter(line: string, bytes: number): number {
  let left = bytes;
  let index = 0;
  for (const character of line) {
    left -= bytesOf(character);
    if (left < 0) return index;
    index += character.length;
  }
  return index + left;
}

/** The length of a character in UTF-8. Half of a pair of UTF-16 is sent as a replacement character. */
function bytesOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
