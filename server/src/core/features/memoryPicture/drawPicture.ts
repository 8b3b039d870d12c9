import { describeFullest } from '../../memory/reason';
import { pluralize } from '../../text/plural';
import { toSentence } from '../../text/sentence';
import { formatCardSize } from './cardSize';
import { drawBars } from './drawBars';
import { drawNodes } from './drawNodes';
import { formatTenths } from './memoryRows';
import { listNodeKinds } from './nodeKinds';
import type { Paint } from './palette';
import type { PictureSubject } from './subject';
import { type Drawing, escapeXml, moveTo, writeElement, writeText } from './svg';
import { createTables, type PictureTable } from './tables';

/** A picture, and the same as sentences and tables. */
export interface Picture {
  svg: string;
  sentences: string[];
  tables: PictureTable[];
}

export interface PictureStyle {
  paint: Paint;
  /** Writes the sentences into the picture, for a file. */
  hasCaption: boolean;
}

const MARGIN = 12;
/** Length of a line of the caption, in characters. */
const CAPTION_LENGTH = 100;

/** Draws the GPUs of a run with their groups, and the memory of each pipeline stage. */
export function drawPicture(subject: PictureSubject, { paint, hasCaption }: PictureStyle): Picture {
  const { sizes, gpusPerNode, memory, card } = subject;
  const kinds = sizes ? listNodeKinds(sizes, gpusPerNode) : [];
  const nodes = sizes && drawNodes(sizes, gpusPerNode, kinds, paint);
  const bars = memory && drawBars(memory, card, paint);
  const sentences = [...describeRun(subject), ...(nodes?.sentences ?? [])];
  const sections = [
    ...(hasCaption ? [{ heading: subject.title, drawing: drawCaption(sentences, paint) }] : []),
    ...(bars ? [{ heading: 'Memory of a GPU', drawing: bars }] : []),
    ...(nodes ? [{ heading: 'GPUs and their groups', drawing: nodes }] : []),
  ];
  let y = MARGIN;
  const parts = sections.map(({ heading, drawing }) => {
    const title = writeText(heading, MARGIN, y + 14, { fill: paint('text'), 'font-weight': 'bold', 'font-size': 14 });
    const body = moveTo(MARGIN, y + 26, drawing);
    y += 26 + drawing.height + 20;
    return title + body;
  });
  const width = 2 * MARGIN + Math.max(240, ...sections.map(({ drawing }) => drawing.width));
  const svg = writeElement(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(y)}`,
      width: Math.ceil(width),
      height: Math.ceil(y),
      role: 'img',
      'font-family': 'system-ui, sans-serif',
      'font-size': 12,
    },
    [
      writeElement('title', {}, escapeXml(`Layout and memory of ${subject.title}`)),
      writeElement('desc', {}, escapeXml(sentences.join(' '))),
      writeElement('rect', { width: Math.ceil(width), height: Math.ceil(y), fill: paint('background') }),
      ...parts,
    ].join(''),
  );
  return { svg, sentences, tables: createTables(subject, kinds) };
}

function drawCaption(sentences: readonly string[], paint: Paint): Drawing {
  const lines = sentences.flatMap((sentence) => wrapWords(sentence, CAPTION_LENGTH));
  const texts = lines.map((line, index) => writeText(line, 0, 12 + index * 18, { fill: paint('text') }));
  return { svg: texts.join(''), width: 0, height: lines.length * 18 };
}

function wrapWords(text: string, length: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > length) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

/** Describes the run and its fullest GPU in sentences, without Markdown, which neither a picture nor its page shows. */
function describeRun({ sizes, gpusPerNode, isNodeAssumed, memory, limits, missing, card }: PictureSubject): string[] {
  const stage = memory?.stages[memory.fullest];
  const nodes = sizes && Math.ceil(sizes.worldSize / gpusPerNode);
  return [
    ...(sizes && nodes !== undefined
      ? [
          `${pluralize(sizes.worldSize, 'GPU')} on ${pluralize(nodes, 'node')}${isNodeAssumed ? `, if each has ${gpusPerNode}` : ''}.`,
        ]
      : ['The layout is unknown: the number of GPUs, or a parallel size, is not known or does not fit.']),
    ...(stage && memory
      ? [
          `The fullest GPU needs ${memory.bound === 'about' ? '' : `${memory.bound} `}${formatTenths(stage.used)} GiB; the card has ${formatCardSize(card)}.`,
          `${toSentence(describeFullest(memory))} The log will show ${formatTenths(stage.reserved)} GiB.`,
          `Similar runs needed between ${formatTenths(memory.low)} and ${formatTenths(memory.high)} GiB.`,
          ...limits.map(toSentence),
        ]
      : [`The memory is unknown without ${missing.join(', and ')}.`]),
  ].map((sentence) => sentence.replaceAll('`', ''));
}
