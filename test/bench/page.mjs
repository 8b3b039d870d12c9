// The page that holds the latest figures. Only the part between its marks is written.
import { judgeGoals } from './goals.mjs';
import { formatNumber, printFigures, printGoals } from './table.mjs';

const BEGIN = '<!-- Written by `npm run bench -- --write`: begin -->';
const END = '<!-- end -->';

/**
 * Describes a run in Markdown: its machine, the goals with their figures, each miss with its cause, and all figures.
 * @param {object[]} figures of computeFigures
 * @param {{date: string, node: string, cores: number, load: number[], minutes: number}} run
 * @param {Record<string, string>} causes by measurement
 * @returns {string}
 */
export function describeRun(figures, { date, node, cores, load, minutes }, causes) {
  const judged = judgeGoals(figures);
  const count = (isMet) => judged.filter((each) => each.isMet === isMet).length;
  const notMeasured = count(undefined) > 0 ? `, ${count(undefined)} not measured` : '';
  return [
    `Measured on ${date} in ${minutes} minutes, on ${cores} cores with Node ${node}; the load of the machine was ${load[0]} before and ${load[1]} after.`,
    '## Goals',
    `${count(true)} met, ${count(false)} missed${notMeasured}.`,
    printGoals(figures),
    '## Misses',
    describeMisses(judged, causes),
    '## Figures',
    printFigures(figures),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function describeMisses(judged, causes) {
  const missed = judged.filter(({ isMet }) => isMet === false);
  if (missed.length === 0) return 'No goal was missed.';
  const measures = [...new Set(missed.map(({ goal }) => measureOf(goal)))];
  return measures
    .map((measure) => {
      const rows = missed.filter(({ goal }) => measureOf(goal) === measure);
      const files = rows.map(
        ({ goal, figure, ratio }) => `\`${goal.file}\` (${formatNumber(ratio ?? figure)}${ratio ? ' x' : ''})`,
      );
      return `**${measure}**, in ${files.join(', ')}. ${causes[measure] ?? 'The cause is not known yet.'}`;
    })
    .join('\n\n');
}

/** The name under which the cause of a missed goal is kept. @param {import('./goals.mjs').Goal} goal */
export const measureOf = ({ measure, key }) => (key === 'processor' ? `${measure}, processor time` : measure);

/** Replaces the part of a page between its marks. */
export function replaceRun(page, text) {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`The page lacks ${BEGIN} or ${END}.`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${page.slice(end)}`;
}

/** The part of a page between its marks. */
export const readRun = (page) => page.slice(page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)).trim();
