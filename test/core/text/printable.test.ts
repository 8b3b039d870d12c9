import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../client/src/launch/log/text';
import { toNotificationText } from '../../../client/src/notificationText';
import { escapeControls, printJson, toPrintableLine } from '../../../server/src/core/text/printable';
import { hasControls, hostileText, isBuildCommand } from '../../support/hostileText';

describe('toPrintableLine', () => {
  it('returns one line without control characters and without a command to a build service, for any text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const line = toPrintableLine(text);
        expect(hasControls(line), JSON.stringify(text)).toBe(false);
        expect(isBuildCommand(line), JSON.stringify(text)).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps a text that no terminal and no build service obeys', () => {
    for (const text of [
      'a::b',
      'std::string # x',
      '# ## [1]',
      'tab\there',
      'زنجیره',
      '👩‍💻',
      '\\n',
      '#:: x',
      'a # [b]',
    ])
      expect(toPrintableLine(text)).toBe(text);
  });

  it.each([
    ['\x1b[2J', '\\x1b[2J'],
    ['a\r\nb', 'a\\r\\nb'],
    ['\x9b31m\x7f\0', '\\x9b31m\\x7f\\x00'],
    ['\u202etxt.sh\u2028', '\\u202etxt.sh\\u2028'],
    ['a\u200b\u00ad\u3164b', 'a\\u200b\\xad\\u3164b'],
    ['a\u{e0041}b', 'a\\udb40\\udc41b'],
    ['::error::x', '\\x3a:error::x'],
    [' \t::error::x', ' \t\\x3a:error::x'],
    ['##[error]x', '\\x23#[error]x'],
    ['a ##vso[task.setvariable variable=x]y', 'a \\x23#vso[task.setvariable variable=x]y'],
  ])('shows %j as %s', (text, shown) => expect(toPrintableLine(text)).toBe(shown));
});

describe('printJson', () => {
  it('keeps every value, without control characters and commands in its text', () => {
    const value = fc.record({
      a: hostileText,
      list: fc.array(hostileText),
      map: fc.dictionary(hostileText, hostileText),
    });
    fc.assert(
      fc.property(value, fc.constantFrom(0, 1, 2), (data, indent) => {
        const text = printJson(data, indent);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(data)));
        for (const line of text.split('\n')) expect([hasControls(line), isBuildCommand(line)]).toEqual([false, false]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('toNotificationText', () => {
  it('never contains a link of the editor, and shows control characters', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = toNotificationText(`${text}[click](command:workbench.action.terminal.new)${text}`);
        expect(shown).not.toContain('](');
        expect(hasControls(shown)).toBe(false);
      }),
    );
  });
});

describe('cleanText', () => {
  it('removes the control characters of a log, for any text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const line of cleanText(text).split('\n')) expect(hasControls(line)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('removes sequences with everything in them', () => {
    const link = '\x1b]8;;file:///etc/passwd\x1b\\log\x1b]8;;\x1b\\';
    expect(cleanText(`\x1b]0;title\x07a\x9b31mb\x9d52;c;AAAA\x9cc\x1bP1$r\x1b\\d${link}\x1b(B`)).toBe('abcdlog');
  });
});

describe('escapeControls', () => {
  it('changes nothing that is already escaped', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const escaped = escapeControls(text);
        expect(escapeControls(escaped)).toBe(escaped);
      }),
    );
  });
});
