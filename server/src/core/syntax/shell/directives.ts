import type { Directive, Span } from '../../config/config';
import { endOfLine, nextLine } from '../../text/lines';

/** The lines by which a script asks Slurm for nodes: `#SBATCH --nodes=2 -p gpu`, read as sbatch reads them. */

const MAGIC = /^#SBATCH(?=[ \t]|$)/;

/** The directives of a script, in order. One behind the first command is there for people only: sbatch does not see it. */
export function directivesIn(text: string): Directive[] {
  if (!text.includes('#SBATCH')) return [];
  const directives: Directive[] = [];
  let late = false;
  for (let start = 0; start < text.length; ) {
    const line = text.slice(start, endOfLine(text, start));
    if (MAGIC.test(line)) directives.push(...inLine(line, start, late));
    else if (/^\s*[^#\s]/.test(line)) late = true;
    start = nextLine(text, start);
  }
  return directives;
}

/** One word behind `#SBATCH`, with what quotes and backslashes leave of it. */
interface Word {
  value: string;
  span: Span;
}

function inLine(line: string, start: number, late: boolean): Directive[] {
  const words = wordsIn(line, start);
  const found: Directive[] = [];
  for (const word of words) {
    const before = found.at(-1);
    const isOption = word.value.startsWith('-');
    // A word behind an option may be its value: whether the option takes one is not for a reader to know.
    if (!isOption && before && before.option !== '' && !before.value) {
      before.value = { value: word.value, span: word.span, joined: false };
      before.whole = { start: before.whole.start, end: word.span.end };
    } else found.push(isOption ? asOption(word, line.slice(word.span.start - start), late) : asWord(word, late));
  }
  // Behind a blank the next option is about to be typed.
  const end = start + line.length;
  if (/[ \t]$/.test(line) || words.length === 0)
    found.push({ option: '', key: { start: end, end }, whole: { start: end, end }, late });
  return found;
}

const asWord = ({ value, span }: Word, late: boolean): Directive => ({
  option: '',
  key: { start: span.start, end: span.start },
  value: { value, span, joined: false },
  whole: span,
  late,
});

/** `--name`, `--name=value`, `-n` or `-nvalue`. */
function asOption({ value, span }: Word, raw: string, late: boolean): Directive {
  const [option = value] = /^--[^=]*|^-./.exec(value) ?? [];
  const key = { start: span.start, end: span.start + option.length };
  const isLong = option.startsWith('--');
  const cut = option.length + (isLong && value[option.length] === '=' ? 1 : 0);
  if (cut === option.length && value.length === option.length) return { option, key, whole: span, late };
  // Quotes in front of the value would move its beginning; it is looked for in the text as it is written.
  const begin = span.start + (raw.startsWith(option) ? cut : 0);
  return {
    option,
    key,
    value: { value: value.slice(cut), span: { start: begin, end: span.end }, joined: true },
    whole: span,
    late,
  };
}

/** Words as sbatch cuts them: blanks part them outside of quotes, a backslash keeps the next character, `#` ends the line. */
function wordsIn(line: string, start: number): Word[] {
  const words: Word[] = [];
  let at = 7;
  while (at < line.length) {
    while (/\s/.test(line[at] ?? '') && at < line.length) at++;
    const begin = at;
    let value = '';
    let quote = '';
    for (; at < line.length && (quote !== '' || !/\s/.test(line[at] ?? '')); at++) {
      const character = line[at] ?? '';
      // An escaped blank still ends a word.
      if (character === '\\') {
        const next = line[at + 1] ?? '';
        if (quote === '' && /^\s?$/.test(next)) continue;
        at++;
        value += next;
      } else if (quote !== '' && character === quote) quote = '';
      else if (quote === '' && (character === '"' || character === "'")) quote = character;
      else if (character === '#') {
        if (value !== '') words.push({ value, span: { start: start + begin, end: start + at } });
        return words;
      } else value += character;
    }
    // An empty word is the end of the line for sbatch, whatever follows.
    if (value === '') return words;
    words.push({ value, span: { start: start + begin, end: start + Math.min(at, line.length) } });
  }
  return words;
}
