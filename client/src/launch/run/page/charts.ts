import uPlot from 'uplot';
import { createElement } from '../../../page/elements';
import { formatValue } from '../formatValue';
import type { Chart } from '../runMessage';
import { readColor, readGridColor, SECOND_LINE } from './theme';
import 'uplot/dist/uPlot.min.css';

/** The charts on the page. */
export interface ShownCharts {
  /** Names of the charts and their lines; others need new elements. */
  key: string;
  update: (charts: readonly Chart[]) => void;
  /** Draws again, with the colors of a new theme. */
  redraw: () => void;
  remove: () => void;
}

const HEIGHT = 120;

/** Distances of the labels of an axis of durations, in seconds. */
const DURATIONS = [
  ...[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 120, 300, 600, 1200, 3600],
  ...[2, 4, 8, 12, 24, 48, 120, 240, 480].map((hours) => hours * 3600),
];

/** Shows charts. Those that are shown already receive their new points, so that a cursor stays. */
export function showCharts(
  parent: HTMLElement,
  charts: readonly Chart[],
  before: ShownCharts | undefined,
): ShownCharts {
  const key = JSON.stringify(charts.map(({ title, lines }) => [title, lines.map(({ label }) => label)]));
  if (before?.key === key) {
    before.update(charts);
    return before;
  }
  before?.remove();
  const figures = charts.map((chart) => createFigure(parent, chart));
  const resizing = new ResizeObserver(() => {
    for (const { resize } of figures) resize();
  });
  resizing.observe(parent);
  return {
    key,
    update: (next) => {
      for (const [index, chart] of next.entries()) figures[index]?.update(chart);
    },
    redraw: () => {
      for (const { plot } of figures) plot.redraw();
    },
    remove: () => {
      resizing.disconnect();
      for (const { plot, element } of figures) {
        plot.destroy();
        element.remove();
      }
    },
  };
}

interface Figure {
  element: HTMLElement;
  plot: uPlot;
  update: (chart: Chart) => void;
  resize: () => void;
}

function createFigure(parent: HTMLElement, firstChart: Chart): Figure {
  let chart = firstChart;
  const readout = createElement('span', { class: 'readout' });
  const caption = createElement('figcaption', {}, createElement('strong', {}, chart.title), readout);
  const drawing = createElement('div', { role: 'img' });
  const element = createElement('figure', {}, caption, drawing);
  parent.append(element);
  const describe = (index: number | null | undefined): void => {
    readout.textContent = describePoint(chart, index ?? undefined, plot?.data);
  };
  let plot: uPlot | undefined;
  plot = new uPlot(
    createOptions(chart, parent.clientWidth, (index) => describe(index)),
    alignLines(chart),
    drawing,
  );
  const drawn = plot;
  const label = (): void => {
    describe(undefined);
    drawing.setAttribute('aria-label', `${chart.title}: ${readout.textContent}. The table below has the values.`);
  };
  label();
  return {
    element,
    plot: drawn,
    update: (next) => {
      chart = next;
      drawn.setData(alignLines(chart));
      label();
    },
    resize: () => drawn.setSize({ width: widthOf(element), height: HEIGHT }),
  };
}

const widthOf = (element: HTMLElement): number => Math.max(120, element.clientWidth);

/** Lines over their common steps. */
const alignLines = ({ lines }: Chart): uPlot.AlignedData =>
  uPlot.join(lines.map(({ steps, values }): uPlot.AlignedData => [steps, values]));

/** Prints the values at a point, or the last ones. */
function describePoint({ lines, unit }: Chart, index: number | undefined, data: uPlot.AlignedData | undefined): string {
  const step = index === undefined ? undefined : data?.[0][index];
  const texts = lines.flatMap(({ label, values }, line) => {
    const value = index === undefined ? values.at(-1) : data?.[line + 1]?.[index];
    if (value === undefined || value === null) return [];
    return [line === 0 ? formatValue(value, unit) : `${label.toLowerCase()} ${formatValue(value, unit)}`];
  });
  return `${step === undefined ? '' : `step ${step}: `}${texts.join(' · ')}`;
}

function createOptions(
  chart: Chart,
  width: number,
  onCursor: (index: number | null | undefined) => void,
): uPlot.Options {
  const axis = {
    stroke: () => readColor('--vscode-foreground'),
    grid: { stroke: readGridColor, width: 1 },
    ticks: { show: false },
    font: '11px sans-serif',
  };
  return {
    width: Math.max(120, width),
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    scales: { x: { time: false } },
    axes: [
      { ...axis, size: 24 },
      {
        ...axis,
        size: 64,
        space: 24,
        ...(chart.unit === 'seconds' && { incrs: DURATIONS }),
        values: (_, splits) => splits.map((value) => formatValue(value, chart.unit)),
      },
    ],
    series: [
      {},
      ...chart.lines.map(
        (_, line): uPlot.Series => ({
          stroke: () => readColor(line === 0 ? '--vscode-charts-blue' : SECOND_LINE),
          width: 1.5,
          // The second line differs without color, too.
          ...(line > 0 && { dash: [6, 4] }),
          spanGaps: true,
          points: { show: line > 0, fill: () => readColor(SECOND_LINE) },
        }),
      ),
    ],
    hooks: { setCursor: [({ cursor }) => onCursor(cursor.idx)] },
  };
}
