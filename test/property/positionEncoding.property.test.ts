import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { choosePositionEncoding, createEncodedDocuments } from '../../server/src/lsp/positionEncoding';

/** Lines of a script with characters of one to four bytes, joined emoji and combining marks. */
const text = fc
  .array(
    fc.constantFrom(
      ...[
        'megatron sft ',
        '--lr 1e-4 ',
        "--save '",
        "' ",
        '模型',
        '日本語',
        '한국어',
        '🚀',
        '👩‍🔬',
        '🏳️‍🌈',
        'é',
        'e\u0301',
        'ß',
        '\u{2070e}',
      ],
      ...['\n', '\r\n', ' \\\n', '\r', '\t', ' ', '#'],
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

const createUtf8 = (content: string) => {
  const documents = createEncodedDocuments();
  documents.setEncoding('utf-8');
  return { documents, document: documents.create('file:///a.sh', 'shellscript', 1, content) };
};

/** The offsets of a text between two whole characters. */
const boundariesOf = (content: string): number[] => {
  let offset = 0;
  return [0, ...[...content].map((character) => (offset += character.length))];
};

describe('positions in UTF-8', () => {
  it('count the bytes of a line, and lead back to the same offset', () => {
    fc.assert(
      fc.property(text, (content) => {
        const { document } = createUtf8(content);
        const plain = TextDocument.create('file:///a.sh', 'shellscript', 1, content);
        for (const offset of boundariesOf(content)) {
          const { line, character } = plain.positionAt(offset);
          const start = plain.offsetAt({ line, character: 0 });
          const expected = { line, character: Buffer.byteLength(content.slice(start, start + character)) };
          expect(document.positionAt(offset)).toEqual(expected);
          expect(document.offsetAt(expected)).toBe(plain.offsetAt({ line, character }));
        }
      }),
    );
  });

  it('inside a character, or beyond a line, are those of the beginning of the character, or of the end of the line', () => {
    const { document } = createUtf8('a🚀b\nnext');
    const offsets = [0, 1, 2, 3, 4, 5, 6, 7, 99].map((character) => document.offsetAt({ line: 0, character }));
    expect(offsets).toEqual([0, 1, 1, 1, 1, 3, 4, 4, 4]);
    expect(document.getText({ start: { line: 0, character: 1 }, end: { line: 0, character: 5 } })).toBe('🚀');
  });

  it('of changes lead to the text that the same changes in UTF-16 lead to', () => {
    const change = fc.record({ from: fc.nat(), to: fc.nat(), text });
    fc.assert(
      fc.property(text, fc.array(change, { maxLength: 5 }), (content, changes) => {
        const { documents, document: first } = createUtf8(content);
        let document = first;
        let plain = TextDocument.create('file:///a.sh', 'shellscript', 1, content);
        for (const [index, { from, to, text: newText }] of changes.entries()) {
          const boundaries = boundariesOf(plain.getText());
          const [start = 0, end = 0] = [from, to]
            .map((each) => boundaries[each % boundaries.length] ?? 0)
            .sort((a, b) => a - b);
          const rangeIn = (each: TextDocument) => ({ start: each.positionAt(start), end: each.positionAt(end) });
          const [utf8, utf16] = [rangeIn(document), rangeIn(plain)];
          document = documents.update(document, [{ range: utf8, text: newText }], index + 2);
          plain = TextDocument.update(plain, [{ range: utf16, text: newText }], index + 2);
          expect(document.getText()).toBe(plain.getText());
          expect([document.version, document.lineCount]).toEqual([plain.version, plain.lineCount]);
        }
      }),
    );
  });

  it('of several changes at once refer to the text after the changes before', () => {
    const { documents, document } = createUtf8('a🚀b');
    const at = (from: number, to: number) => ({
      start: { line: 0, character: from },
      end: { line: 0, character: to },
    });
    const changes = [
      { range: at(1, 5), text: '日本' },
      { range: at(7, 8), text: 'c' },
    ];
    expect(documents.update(document, changes, 2).getText()).toBe('a日本c');
  });
});

describe('the encoding of positions', () => {
  it.each([
    [undefined, 'utf-16'],
    [[], 'utf-16'],
    [['utf-32'], 'utf-16'],
    [['utf-16', 'utf-8'], 'utf-16'],
    [['utf-32', 'utf-8', 'utf-16'], 'utf-8'],
  ])('is the first of %j that the server has', (positionEncodings, chosen) => {
    expect(choosePositionEncoding(positionEncodings ? { general: { positionEncodings } } : {})).toBe(chosen);
  });
});
