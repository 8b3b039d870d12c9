import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/setup.mjs';
import { runCommandInProcess, type Terminal } from '../support/commandLine';
import { service } from '../support/service';

const pages = readFileSync(join(root, 'docs/rules.md'), 'utf8');

const explain = async (name: string, options: readonly string[] = [], terminal: Terminal = {}): Promise<string> =>
  (await runCommandInProcess(['explain', name, ...options], terminal, pages)).stdout;

const topics = service.listTopics(undefined).topics.map(({ name }) => name);

/** The words of a page without its markup. */
const wordsOf = (markdown: string): string[] =>
  markdown
    .replace(/^```.*$/gm, '')
    .replace(/\]\(([^)]*)\)/g, ': $1 ')
    .replace(/[*[#>|]/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');

describe('preflight explain', () => {
  it('prints every page as text, with all words and without the marks of Markdown', async () => {
    expect(topics.length).toBeGreaterThan(500);
    for (const name of topics) {
      const text = await explain(name);
      const prose = text.replace(/^ {4}.*$/gm, '').replace(/`[^`]*`/g, '');
      expect(prose, name).not.toMatch(/\*\*|\]\(|^#+ |^```|^>/m);
      expect(wordsOf(text), name).toEqual(wordsOf(await explain(name, ['--format', 'markdown'])));
    }
  });

  it('wraps every page to the width of a terminal, and colors it', async () => {
    for (const name of topics) {
      const text = await explain(name, [], { isTTY: true, columns: 72 });
      const lines = stripVTControlCharacters(text).split('\n');
      // Code and single long words keep their lines.
      const long = lines.filter(
        (line) => stringWidth(line) > 72 && !/^ {4}|^\S*$|^(?:- |\| )\S*$/.test(line.trimEnd()),
      );
      expect(long, name).toEqual([]);
    }
    expect(await explain('lr', [], { isTTY: true })).toContain('\x1b[1mlr\x1b[22m');
  });

  it('prints the Markdown of a page for --format markdown', async () => {
    expect(await explain('lr', ['--format', 'markdown'])).toMatch(/^\*\*lr\*\* · float/);
    expect(await explain('cli.bool', ['--format', 'markdown'])).toContain('```sh\n');
  });
});
