import type { Config, Problem, Scalar, Span } from '../../config/config';

/** Characters that only look like quotes and dashes. */

const QUOTES =
  /^[\u2018\u2019\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02\uff07]|[\u2018\u2019\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02\uff07]$/;
const DASHES =
  /^[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]*[\u2010-\u2015\u2212\ufe58\ufe63\uff0d][-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]*(?=[A-Za-z])/;

export const LOOKALIKE = /[\u2010-\u201f\u00ab\u00bb\u2212\ufe58\ufe63\uff02\uff07\uff0d]/;

/** Reports typographic quotes and dashes, as chat programs and PDF files produce them. Bash treats them as letters. */
export function checkLookalikes(config: Config): Problem[] {
  const scalars = [
    ...config.positionals,
    ...[...config.variables, ...config.flags].flatMap((entry) =>
      entry.kind === 'flag' ? [createKeyScalar(entry.name, entry.key), ...entry.values] : entry.values,
    ),
  ];
  return scalars.flatMap((scalar): Problem[] => {
    const dashed = DASHES.exec(scalar.text)?.[0];
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

const createKeyScalar = (name: string, span: Span): Scalar => ({ text: name, span, value: name });

const createLookalikeProblem = (scalar: Scalar, plain: string, kind: string, character: string): Problem => ({
  rule: 'cli.lookalike',
  message: `\`${character}\` only looks like ${kind}; bash treats it as a letter. Type ${plain.startsWith('-') ? '--' : 'a plain quote'} instead.`,
  span: scalar.span,
  repairs: [{ title: `Change to ${plain}`, edits: [{ span: scalar.span, newText: plain }] }],
});
