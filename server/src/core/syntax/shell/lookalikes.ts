import type { Config, Problem, Scalar, Span } from '../../config/config';
import type { ScriptText } from './source';

/** Characters that only look like quotes, dashes and spaces. */

const QUOTES =
  /^[\u2018\u2019\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02\uff07]|[\u2018\u2019\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02\uff07]$/;
const DASHES =
  /^[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]*[\u2010-\u2015\u2212\ufe58\ufe63\uff0d][-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]*(?=[A-Za-z])/;

const SPACE = '[\\u00a0\\u2000-\\u200a\\u202f\\u205f\\u3000]';
const SPACES = new RegExp(SPACE, 'g');
const SPACES_AROUND = new RegExp(`^${SPACE}|${SPACE}$`);
export const LOOKALIKE =
  /[\u00a0\u2000-\u200a\u202f\u205f\u3000\u2010-\u201f\u00ab\u00bb\u2212\ufe58\ufe63\uff02\uff07\uff0d]/;

/** Reports typographic quotes, dashes and spaces, as chat programs, web pages and PDF files produce them. Bash treats them as letters. */
export function checkLookalikes(config: Config, script: ScriptText): Problem[] {
  const scalars = [
    ...config.positionals,
    ...[...config.variables, ...config.flags].flatMap((entry) =>
      entry.kind === 'flag' ? [createKeyScalar(entry.name, entry.key), ...entry.values] : entry.values,
    ),
  ];
  return scalars.flatMap((scalar): Problem[] => {
    const spaces = scalar.text.search(SPACES) < 0 ? [] : findSpaces(scalar, script);
    if (spaces.length > 0) return [createSpaceProblem(scalar, spaces)];
    const dashed = findDashes(scalar.text);
    if (dashed) {
      const flag = `--${scalar.text.slice(dashed.length)}`;
      return [{ ...createLookalikeProblem(scalar, flag, 'a dash', dashed), lostFlags: [flag] }];
    }
    if (!QUOTES.test(scalar.text)) return [];
    const plain = scalar.text
      .replace(/[\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02]/g, '"')
      .replace(/[\u2018\u2019\uff07]/g, "'");
    return [createLookalikeProblem(scalar, plain, 'a quote', QUOTES.exec(scalar.text)?.[0] ?? '')];
  });
}

/**
 * Finds spaces around a word or in a flag, before any quote, backslash or variable. Others may belong to a text, and
 * characters of a value that comes from elsewhere are not in the word.
 */
function findSpaces({ span }: Scalar, script: ScriptText): number[] {
  const word = script.slice(span.start, span.end);
  const [plain = ''] = /^[^"'$`\\]*/.exec(word) ?? [];
  const isAround = plain === word && word.search(SPACES_AROUND) >= 0;
  return isAround || plain.startsWith('-') ? [...plain.matchAll(SPACES)].map(({ index }) => span.start + index) : [];
}

function createSpaceProblem({ text, span }: Scalar, places: readonly number[]): Problem {
  return {
    rule: 'cli.lookalike',
    message: `A character here only looks like a space (U+${(text.match(SPACES)?.[0] ?? '').charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}); bash treats it as a letter. Type a plain space instead.`,
    span,
    repairs: [
      {
        title: places.length === 1 ? 'Change to a plain space' : 'Change to plain spaces',
        edits: places.map((at) => ({ span: { start: at, end: at + 1 }, newText: ' ' })),
      },
    ],
  };
}

/** Returns the dashes that a word begins with, if they are not those of a keyboard. */
export const findDashes = (word: string): string | undefined => DASHES.exec(word)?.[0];

const createKeyScalar = (name: string, span: Span): Scalar => ({ text: name, span, value: name });

const createLookalikeProblem = (scalar: Scalar, plain: string, kind: string, character: string): Problem => ({
  rule: 'cli.lookalike',
  message: `\`${character}\` only looks like ${kind}; bash treats it as a letter. Type ${plain.startsWith('-') ? '--' : 'a plain quote'} instead.`,
  span: scalar.span,
  repairs: [{ title: `Change to ${plain}`, edits: [{ span: scalar.span, newText: plain }] }],
});
