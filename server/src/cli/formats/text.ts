import stringWidth from 'string-width';
import { pluralize } from '../../core/text/plural';
import { type CheckedFile, type FindingReport, reportFindingsOf } from '../checkReport';
import type { Line, Style } from '../style';
import { createExcerpter, type Excerpt } from './excerpt';
import type { Format } from './format';
import { createFixLister, sortFindings, summarize } from './summary';

const COLORS: Readonly<Record<string, Style>> = { error: 'red', warning: 'yellow', hint: 'blue' };

/** Widest excerpt, in columns, where no terminal says its width. */
const MAX_COLUMNS = 120;
/** Narrowest excerpt, in columns: a narrower terminal wraps it. */
const MIN_COLUMNS = 40;

/** Prints the findings of each file below its name, each with its line of the file and one line for each fix. */
export const printText: Format = (output, { files, isQuiet }) => {
  for (const file of files) output.writeLines(listFileLines(file, output.columns ?? MAX_COLUMNS));
  if (isQuiet) return;
  const fixable = files
    .flatMap(({ report }) => reportFindingsOf(report))
    .filter(({ fixes }) => fixes.some(({ safe }) => safe)).length;
  output.writeLines([
    [[summarize(files), 'bold']],
    ...(fixable > 0 ? [`${pluralize(fixable, 'finding')} with a safe fix: --fix applies those`] : []),
  ]);
};

function listFileLines(file: CheckedFile, columns: number): Line[] {
  const findings = sortFindings(file);
  if (findings.length === 0) return [];
  const excerptOf = createExcerpter(file.text, file.secrets());
  const listFixes = createFixLister();
  const gutter = String((findings.at(-1)?.range.start.line ?? 0) + 1).length + 2;
  const maxColumns = Math.max(MIN_COLUMNS, Math.min(columns, MAX_COLUMNS) - gutter - 3);
  return [
    [[file.report.path, 'bold', 'underline']],
    ...findings.flatMap((finding): Line[] => [
      describeFinding(finding),
      ...drawExcerpt(excerptOf(finding.range, maxColumns), finding, gutter),
      ...listFixes(finding).map(({ title, safe }): Line => {
        const kind = safe ? 'safe fix:' : 'fix:';
        return [' '.repeat(gutter), [' = ', 'dim'], [kind, 'cyan'], ` ${title}`];
      }),
      '',
    ]),
  ];
}

const describeFinding = ({ range, severity, message, rule }: FindingReport): Line => [
  `  ${range.start.line + 1}:${range.start.character + 1} `,
  [`${severity}:`, COLORS[severity] ?? 'blue', 'bold'],
  ` ${message} `,
  [`[${rule}]`, 'dim'],
];

function drawExcerpt({ before, marked, after }: Excerpt, { range, severity }: FindingReport, gutter: number): Line[] {
  const color = COLORS[severity] ?? 'blue';
  const indent = ' '.repeat(stringWidth(before));
  const carets = '^'.repeat(Math.max(1, stringWidth(marked)));
  return [
    [[`${String(range.start.line + 1).padStart(gutter)} | `, 'dim'], before, [marked, color], after],
    [[`${' '.repeat(gutter)} | `, 'dim'], indent, [carets, color]],
  ];
}
