import { EMPTY_READING, type Reading } from '../../config/config';
import { createMappedText, type MappedText } from '../../text/mappedText';
import { namesCommand, readMappedScript } from '../shell/readMapped';
import { type Hints, isTooLong, readTooLong } from '../syntax';
import { addLine } from './elisions';

/** Languages of blocks that contain shell commands; many blocks name none. */
const SHELL_LANGUAGE = /^(?:|bash|sh|shell|zsh|console|terminal|shell-?session|sh-session)$/i;

/** The marks before the text of a line: those of quotes and lists. */
const LINE_PREFIX = /^[ \t>]*/;

/** A fenced block: the lines between its fences, each without the marks before it. */
interface Block {
  language: string;
  prefix: string;
  lines: { text: string; start: number }[];
}

/** Reads the training commands in the fenced blocks of a Markdown text. Each block is a script of its own. */
export function readMarkdown(text: string, hints: Hints): Reading {
  if (!namesCommand(text)) return EMPTY_READING;
  if (isTooLong(text)) return readTooLong(text);
  const readings = findBlocks(text)
    .filter(({ language }) => SHELL_LANGUAGE.test(language))
    .map((block) => readMappedScript(toScript(block), hints, { verbatim: { indent: block.prefix } }));
  return {
    configs: readings.flatMap(({ configs }) => configs),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

function findBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let open: { fence: string; block: Block } | undefined;
  for (const { 0: line, index } of text.matchAll(/[^\r\n]+/g)) {
    const prefix = LINE_PREFIX.exec(line)?.[0] ?? '';
    const [, fence = '', language = ''] = /^(`{3,}|~{3,})[ \t]*([\w-]*)/.exec(line.slice(prefix.length)) ?? [];
    if (!open) {
      if (fence) open = { fence, block: { language, prefix, lines: [] } };
    } else if (fence.startsWith(open.fence) && language === '') {
      blocks.push(open.block);
      open = undefined;
    } else {
      const skipped = Math.min(prefix.length, open.block.prefix.length);
      open.block.lines.push({ text: line.slice(skipped), start: index + skipped });
    }
  }
  return open ? [...blocks, open.block] : blocks;
}

/** Joins the lines of a block. In a session, only lines after a prompt, and those that continue them, are commands. */
function toScript({ lines }: Block): MappedText {
  const script = createMappedText();
  const isSession = lines.some(({ text }) => /^\$ /.test(text));
  let isContinued = false;
  for (const [index, { text, start }] of lines.entries()) {
    const prompt = isSession ? (/^(?:\$|>) /.exec(text)?.[0].length ?? 0) : 0;
    if (isSession && prompt === 0 && !isContinued) continue;
    isContinued = addLine(script, {
      text: text.slice(prompt),
      start: start + prompt,
      next: lines[index + 1]?.text ?? '',
      isContinuing: isContinued,
    });
  }
  return script;
}
