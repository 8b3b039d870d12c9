import type { CheckedFile } from '../checkReport';
import type { Format } from './format';
import { createFixLister, sortFindings, summarize } from './summary';

/** Prints one line for each finding, in the form that editors turn into links, and one line for its fixes. */
export const printConcise: Format = (output, { files, isQuiet }) => {
  for (const file of files) output.writeLines(listConciseLines(file));
  if (!isQuiet) output.writeLines([summarize(files)]);
};

export function listConciseLines(file: CheckedFile): string[] {
  const { path } = file.report;
  const listFixes = createFixLister();
  return sortFindings(file).flatMap((finding) => {
    const { range, severity, message, rule } = finding;
    const titles = listFixes(finding).map(({ title }) => title);
    return [
      `${path}:${range.start.line + 1}:${range.start.character + 1}: ${severity}: ${message} [${rule}]`,
      ...(titles.length > 0 ? [`    fix: ${titles.join('; or: ')}`] : []),
    ];
  });
}
