import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { readShell, service } from '../support/service';

/** How a command is written is not what it says: its flags in another order or spelling are judged alike. */

interface Sample {
  id: string;
  release: string;
  argv: string[];
  env?: Record<string, string>;
  model?: string;
}

const data = resolve(import.meta.dirname, '../data');
const models: Record<string, object> = JSON.parse(readFileSync(resolve(data, 'verdict-models.json'), 'utf8'));
const samples = readFileSync(resolve(data, 'verdicts.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line): Sample => JSON.parse(line));

/** The flags of a command line, each with its words, behind what stands in front of them. */
function flagsOf([command = '', ...words]: string[]): { head: string[]; flags: string[][] } {
  const starts = words.flatMap((word, index) => (/^--[a-z]/i.test(word) ? [index] : []));
  const flags = starts.map((start, index) => words.slice(start, starts[index + 1]));
  return { head: [command, ...words.slice(0, starts[0])], flags };
}

/** The ids of all rules that speak, once for each time. */
function told({ release, env = {}, model }: Sample, argv: readonly string[]): string[] {
  const prefix = Object.entries(env).map(([name, value]) => `${name}=${quoteWord(value)} `);
  const text = `# preflight: ms-swift=${release}\n\n${prefix.join('')}megatron ${argv.map(quoteWord).join(' ')}\n`;
  const document = readShell(text, { modelConfig: model === undefined ? undefined : models[model] });
  return service
    .lintDocument(document)
    .map(({ rule }) => rule)
    .sort();
}

const dashed = ([name = '', ...words]: string[]): string[] => [`--${name.slice(2).replaceAll('_', '-')}`, ...words];
// The launcher looks for `--config` as a word of its own.
const joined = ([name = '', ...words]: string[]): string[] =>
  words.length === 1 && !name.includes('=') && name !== '--config' ? [`${name}=${words[0]}`] : [name, ...words];

describe.each<[string, (flags: string[][]) => string[][]]>([
  ['the last flag first', (flags) => flags.toReversed()],
  ['dashes in the names', (flags) => flags.map(dashed)],
  ['values behind an equals sign', (flags) => flags.map(joined)],
])('with %s', (_, change) => {
  it.each(['3.8.1', '3.12.6', '4.2.3', '4.5.2'])('every command for ms-swift %s is judged alike', (release) => {
    let judged = 0;
    for (const sample of samples.filter((each) => each.release === release)) {
      const { head, flags } = flagsOf(sample.argv);
      const names = flags.map(([name = '']) => name.replaceAll('-', '_'));
      // Of a flag that is given twice the order counts; and what stands nowhere near a flag belongs to none.
      if (new Set(names).size < names.length || head.length > 1) continue;
      const changed = change(flags).flat();
      const expected = told(sample, sample.argv);
      expect(told(sample, [...head, ...changed]), changed.join(' ')).toEqual(expected);
      if (expected.length > 0 && changed.join(' ') !== flags.flat().join(' ')) judged++;
    }
    // Of so many commands there is something to say, and they are really written otherwise.
    expect(judged).toBeGreaterThan(90);
  });
});
