import fc from 'fast-check';

/** Texts that control a terminal, a log or a build service if they are written to it unchanged. */
export const HOSTILE_PARTS = [
  '\x1b[2J',
  '\x1b]0;title\x07',
  '\x1b]8;;https://example.com\x1b\\link',
  '\x9b31m',
  '\x9d0;x\x9c',
  '\x07',
  '\b\b\b',
  '\r',
  '\n',
  '\r\n',
  '\x0b',
  '\x85',
  '\x7f',
  '\u2028',
  '\u2029',
  '\u202e',
  '\u2066',
  '\u061c',
  '\u200f',
  '::error file=a,line=1::forged',
  '::add-mask::a',
  '::stop-commands::x',
  '##[error]forged',
  '##vso[task.setvariable variable=x]y',
  '##',
  '#',
  ':',
  '%0A::error::x',
];

/** Any text with such parts, control characters and spaces. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...HOSTILE_PARTS),
      fc.string({ maxLength: 6 }),
      fc.integer({ min: 0, max: 0xa0 }).map((code) => String.fromCharCode(code)),
      fc.constantFrom(' ', '\t', 'a', '\u00a0'),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

/** Whether a line contains a character that a terminal obeys, or that breaks or reorders the line. */
export const hasControls = (line: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not occur
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/.test(line);

/**
 * Whether a build service would obey a line: GitHub Actions obeys `::name::` after spaces and `##[name]` anywhere, Azure
 * Pipelines and TeamCity obey `##vso[` and `##teamcity[` anywhere.
 */
export const isBuildCommand = (line: string): boolean =>
  line.trimStart().startsWith('::') || line.startsWith('##') || /##\w*\[/.test(line);
