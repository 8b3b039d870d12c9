import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/setup.mjs';

/** The code blocks of a page, in order. */
export const listBlocks = (page: string): { language: string; text: string }[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', text = '']) => ({ language, text }),
  );

/** The first code block of a page that contains a text. */
export const findBlock = (page: string, word: string): string =>
  listBlocks(page).find(({ text }) => text.includes(word))?.text ?? '';
