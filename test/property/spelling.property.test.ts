import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { readShell, service } from '../support/service';

/** The order and the spelling of the flags of a command do not change its findings. */

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

/** Splits a command line into its head and its flags, each with its values. */
function splitFlags([command = '', ...args]: string[]): { head: string[]; flags: string[][] } {
  const starts = args.flatMap((argument, index) => (/^--[a-z]/i.test(argument) ? [index] : []));
  const flags = starts.map((start, index) => args.slice(start, starts[index + 1]));
  return { head: [command, ...args.slice(0, starts[0])], flags };
}

/** Returns the rule ids of all findings, sorted. */
function findRules({ release, env = {}, model }: Sample, argv: readonly string[]): string[] {
  const prefix = Object.entries(env).map(([name, value]) => `${name}=${quoteWord(value)} `);
  const text = `# preflight: ms-swift=${release}\n\n${prefix.join('')}megatron ${argv.map(quoteWord).join(' ')}\n`;
  const document = readShell(text, { modelConfig: model === undefined ? undefined : models[model] });
  return service
    .lintDocument(document)
    .map(({ rule }) => rule)
    .sort();
}

const withDashes = ([name = '', ...values]: string[]): string[] => [
  `--${name.slice(2).replaceAll('_', '-')}`,
  ...values,
];
// The launcher expects `--config` as a separate argument.
const withEqualsSign = ([name = '', ...values]: string[]): string[] =>
  values.length === 1 && !name.includes('=') && name !== '--config' ? [`${name}=${values[0]}`] : [name, ...values];

describe.each<[string, (flags: string[][]) => string[][]]>([
  ['in reverse order', (flags) => flags.toReversed()],
  ['with dashes in the names', (flags) => flags.map(withDashes)],
  ['with values after an equals sign', (flags) => flags.map(withEqualsSign)],
])('flags %s', (_, change) => {
  it.each(['3.8.1', '3.12.6', '4.2.3', '4.5.2', '4.6.0'])(
    'have the same findings in every command for ms-swift %s',
    (release) => {
      let compared = 0;
      for (const sample of samples.filter((candidate) => candidate.release === release)) {
        const { head, flags } = splitFlags(sample.argv);
        const names = flags.map(([name = '']) => name.replaceAll('-', '_'));
        // Skip commands with repeated flags, whose order matters, and with positional arguments, which belong to no flag.
        if (new Set(names).size < names.length || head.length > 1) continue;
        const changed = change(flags).flat();
        const expected = findRules(sample, sample.argv);
        expect(findRules(sample, [...head, ...changed]), changed.join(' ')).toEqual(expected);
        if (expected.length > 0 && changed.join(' ') !== flags.flat().join(' ')) compared++;
      }
      // Minimum number of commands with findings that the change rewrites.
      expect(compared).toBeGreaterThan(60);
    },
  );
});
