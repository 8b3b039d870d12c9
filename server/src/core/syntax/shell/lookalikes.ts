import type { Config, Problem, Scalar, Span } from '../../config/config';

/** Characters that only look like quotes, dashes and spaces. */

const QUOTES =
  /^[\u2018\u2019\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02\uff07]|[\u2018\u2019\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02\uff07]$/;
const DASHES =
  /^[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]*[\u2010-\u2015\u2212\ufe58\ufe63\uff0d][-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]*(?=[A-Za-z])/;

const SPACE = '[\\u00a0\\u2000-\\u200a\\u202f\\u205f\\u3000]';
const SPACES = new RegExp(SPACE, 'g');
/** A word without quotes whose first or last character looks like a space. */
const SPACED_WORD = new RegExp(`^(?:${SPACE}[^"'$\`\\\\]*|[^"'$\`\\\\]*${SPACE})$`);

export const LOOKALIKE =
  /[\u00a0\u2000-\u200a\u202f\u205f\u3000\u2010-\u201f\u00ab\u00bb\u2212\ufe58\ufe63\uff02\uff07\uff0d]/;

/** Reports typographic quotes, dashes and spaces, as chat programs, web pages and PDF files produce them. Bash treats them as letters. */
export function checkLookalikes(config: Config): Problem[] {
  const scalars = [
    ...config.positionals,
    ...[...config.variables, ...config.flags].flatMap((entry) =>
      entry.kind === 'flag' ? [createKeyScalar(entry.name, entry.key), ...entry.values] : entry.values,
    ),
  ];
  const spaced = config.flags.filter(({ kind, name }) => kind === 'flag' && name.search(SPACES) > 0);
  const problems = scalars.flatMap((scalar): Problem[] => {
    if (SPACED_WORD.test(scalar.text)) return [createSpaceProblem(scalar)];
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
  return [...problems, ...spaced.map(({ name, key }) => createSpaceProblem(createKeyScalar(name, key)))];
}

/** Reports the spaces in a word, which may be the name of a flag without its dashes. */
function createSpaceProblem({ text, span }: Scalar): Problem {
  const start = span.end - text.length;
  const places = [...text.matchAll(SPACES)].map(({ index }) => start + index);
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
