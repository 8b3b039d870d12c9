import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogBuffer } from '../../client/src/launch/log/logBuffer';
import { cleanText } from '../../client/src/launch/log/text';

describe('the log buffer', () => {
  it('returns the same text for any division into chunks', () => {
    const part = fc.constantFrom('a', '1: ', '\n', '\r', '\r\n', '\u001b[32m', '\u001b[0m', '50%', '你');
    fc.assert(
      fc.property(fc.array(fc.array(part)), (chunks) => {
        const buffer = createLogBuffer();
        for (const chunk of chunks) buffer.add(chunk.join(''));
        expect(buffer.text()).toBe(cleanText(chunks.flat().join('')));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the end of a long log, with the number of missing lines', () => {
    const buffer = createLogBuffer(1000);
    for (let line = 0; line < 500; line++) buffer.add(`line ${line}\n`);
    expect(buffer.text().length).toBeLessThan(1100);
    expect(buffer.text()).toMatch(/^\(\d+ earlier lines are only in the log file\.\)\nline \d+\n/);
    expect(buffer.text()).toMatch(/line 499\n$/);
  });

  it('keeps the end of a long log when all of it arrives at once', () => {
    const buffer = createLogBuffer(1000);
    buffer.add(Array.from({ length: 500 }, (_, line) => `line ${line}\n`).join(''));
    expect(buffer.text().length).toBeLessThan(1100);
    const [, missing = '', first = ''] = /^\((\d+) earlier lines .*\)\nline (\d+)\n/.exec(buffer.text()) ?? [];
    expect(first).toBe(missing);
    expect(buffer.text()).toMatch(/line 499\n$/);
  });

  it('keeps the start of a line without end, and counts the rest', () => {
    const buffer = createLogBuffer();
    for (let chunk = 0; chunk < 1000; chunk++) buffer.add('x'.repeat(1000));
    expect(buffer.text()).toBe(`${'x'.repeat(20_000)}… (980000 more characters are only in the log file)`);
    buffer.add('\nnext\n');
    expect(buffer.text()).toMatch(/only in the log file\)\nnext\n$/);
  });

  it('keeps the last state of a progress bar that never ends its line', () => {
    const buffer = createLogBuffer();
    for (let step = 0; step < 20_000; step++) buffer.add(`\r step ${step} ${'#'.repeat(60)}`);
    expect(buffer.text()).toBe(` step 19999 ${'#'.repeat(60)}`);
  });
});
