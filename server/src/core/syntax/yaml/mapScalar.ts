import { addMapped, addVerbatim, createMappedText, type MappedText } from '../../text/mappedText';
import { type ScalarNode, spanOf } from '../pyyaml/node';

/** The text of a scalar with its source map; `indent` is that of the lines of a literal block, which adds nothing else. */
export interface MappedScalar {
  mapped: MappedText;
  literalIndent?: string;
}

/** Maps the text of a scalar to the characters of the file; undefined if they do not correspond. */
export function mapScalar(source: string, node: ScalarNode): MappedScalar | undefined {
  const { start, end } = spanOf(node);
  const written = source.slice(start, end);
  const tag = /^![^\s]*\s+/.exec(written)?.[0].length ?? 0;
  const style = written[tag];
  if (style === '|') return mapLiteral(source, node.text, source.indexOf('\n', start) + 1);
  const bodyStart =
    style === '>' ? source.indexOf('\n', start) + 1 : start + tag + (style === '"' || style === "'" ? 1 : 0);
  const mapped = mapFolded(source, node.text, bodyStart, style === '"' ? DOUBLE : style === "'" ? SINGLE : PLAIN);
  return mapped && { mapped };
}

/** Maps a literal block, whose lines follow their indentation. */
function mapLiteral(source: string, text: string, bodyStart: number): MappedScalar | undefined {
  const mapped = createMappedText();
  const lines = text.split('\n');
  let at = bodyStart;
  let indent: string | undefined;
  for (const [index, line] of lines.entries()) {
    const breakAt = source.indexOf('\n', at);
    const lineEnd = breakAt < 0 ? source.length : breakAt;
    const contentEnd = source[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd;
    if (line !== '') {
      const contentStart = contentEnd - line.length;
      if (contentStart < at || source.slice(contentStart, contentEnd) !== line) return undefined;
      indent ??= source.slice(at, contentStart);
      addVerbatim(mapped, line, contentStart);
    }
    if (index < lines.length - 1) addMapped(mapped, '\n', contentEnd, lineEnd + 1);
    at = lineEnd + 1;
  }
  return { mapped, ...(indent !== undefined && { literalIndent: indent }) };
}

/** How a style writes spaces and other characters: the spaces between two texts, and the escapes of a character. */
interface Style {
  space: RegExp;
  escaped: RegExp;
}

const PLAIN: Style = { space: /[ \t\r\n]*/y, escaped: /(?!)/y };
const SINGLE: Style = { space: /[ \t\r\n]*/y, escaped: /''/y };
const DOUBLE: Style = { space: /(?:[ \t\r\n]|\\[nt \r\n])*/y, escaped: /\\["\\/]/y };

/** Maps a text whose spaces and line breaks may be written otherwise. */
function mapFolded(source: string, text: string, start: number, { space, escaped }: Style): MappedText | undefined {
  const mapped = createMappedText();
  let at = start;
  for (const [run] of text.matchAll(/\s+|\S+/g)) {
    space.lastIndex = at;
    const gap = space.exec(source)?.[0].length ?? 0;
    if (/\s/.test(run)) {
      for (const [index, character] of [...run].entries()) {
        if (gap === run.length) addMapped(mapped, character, at + index, at + index + 1);
        else addMapped(mapped, character, at, at + gap);
      }
      at += gap;
      continue;
    }
    at += gap;
    for (const character of run) {
      escaped.lastIndex = at;
      const length = escaped.exec(source)?.[0].length ?? character.length;
      if (!source.slice(at, at + length).endsWith(character)) return undefined;
      addMapped(mapped, character, at, at + length);
      at += length;
    }
  }
  return mapped;
}
