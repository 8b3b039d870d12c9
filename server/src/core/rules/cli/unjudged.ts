import type { Example, Rule } from '../../lint/rule';

/** What is told of a text that no rule is asked about: a reader or `features/diagnostics.ts` finds it, and here is what it means. */
interface ReaderRow extends Pick<Rule, 'id' | 'title' | 'why' | 'source'> {
  /** Nothing is wrong; silence would only look like approval. */
  isHint?: true;
  bad: ExampleText[];
  good: ExampleText[];
}

type ExampleText = Pick<Example, 'script' | 'file' | 'neighbor'>;

/** Ten times what S holds; three of them make a thousand flags. */
const TENFOLD = `S="${Array.from({ length: 10 }, () => '$S').join(' ')}"\n`;

const ROWS: readonly ReaderRow[] = [
  {
    id: 'cli.subcommand',
    title: 'A command that does not exist',
    why: 'megatron looks the word up among its commands and stops with a KeyError; without any word it stops with an IndexError.',
    source: 'swift/cli/main.py of 3.8.1, cli_main',
    bad: [{ script: 'megatron stf --model Qwen/Qwen3-8B\n' }, { script: 'megatron infer --model Qwen/Qwen3-8B\n' }],
    good: [{ script: 'megatron sft --model Qwen/Qwen3-8B\n' }],
  },
  {
    id: 'cli.too-many-flags',
    title: 'More flags than any run has',
    why: 'Each flag is judged against others, which takes forever for a text that was made by accident. Nothing is wrong with it as far as is known.',
    source: 'Training Preflight itself',
    isHint: true,
    bad: [{ script: `S='--seed 1'\n${TENFOLD.repeat(3)}megatron sft $S $S $S $S $S $S\n` }],
    good: [{ script: `S='--seed 1'\n${TENFOLD}megatron sft $S\n` }],
  },
  {
    id: 'cli.open-quote',
    title: 'A quote that is never closed',
    why: 'bash reads on to the end of the file in search of the other quote, and stops with `unexpected EOF while looking for matching`. Commands above have run by then; the one with the quote, and all below, never start.',
    source: 'bash parse.y, parse_matched_pair',
    bad: [{ script: 'megatron sft --model "Qwen/Qwen3-8B --seed 1\n' }],
    good: [{ script: 'megatron sft --model "Qwen/Qwen3-8B" --seed 1\n' }],
  },
  {
    id: 'cli.unread',
    title: 'Text that is not read',
    why: 'A script can call functions that call each other, or nest commands, without end. Reading stops where that has gone on for longer than in any real script; nothing is wrong with the rest as far as is known.',
    source: 'Training Preflight itself',
    isHint: true,
    bad: [{ script: `${'( '.repeat(300)}megatron sft --seed 1${' )'.repeat(300)}\n` }],
    good: [{ script: `${'( '.repeat(30)}megatron sft --seed 1${' )'.repeat(30)}\n` }],
  },
  {
    id: 'release.unknown',
    title: 'A release that is not known here',
    why: 'Rules and flags are known for certain releases of ms-swift. What another one accepts would be a guess, so that nothing is judged. Name a release that is known, or install a newer Training Preflight.',
    source: 'Training Preflight itself',
    isHint: true,
    bad: [{ script: '# preflight: ms-swift=9.9\nmegatron sft --packing ture\n' }],
    good: [{ script: '# preflight: ms-swift=4.5.2\nmegatron sft --packing true\n' }],
  },
  {
    id: 'yaml.syntax',
    title: 'Text that is no YAML',
    why: 'The launcher reads the file with PyYAML, which stops at the place that is named, before any flag is looked at.',
    source: 'PyYAML lib/yaml/scanner.py and parser.py',
    bad: [{ file: 'micro_batch_size: 1\nglobal_batch_size: 16\nlr: "1e-5\n' }],
    good: [{ file: 'micro_batch_size: 1\nglobal_batch_size: 16\nlr: "1e-5"\n' }],
  },
  {
    id: 'json.syntax',
    title: 'Text that is no JSON',
    why: 'A file that ends in .json is read as JSON, without comments and without a comma behind the last value.',
    source: 'CPython Lib/json/decoder.py',
    bad: [{ script: 'megatron sft run.json\n', neighbor: { name: 'run.json', text: '{"lr": 1e-5,}\n' } }],
    good: [{ script: 'megatron sft run.json\n', neighbor: { name: 'run.json', text: '{"lr": 1e-5}\n' } }],
  },
];

export const readerRules: Rule[] = ROWS.map(({ isHint, bad, good, ...row }) => ({
  ...row,
  severity: isHint ? 'hint' : 'error',
  outcome: isHint ? 'style' : 'rejected',
  releases: '3.7-4.5',
  bad: bad.map((text) => ({ flags: '', ...text })),
  good: good.map((text) => ({ flags: '', ...text })),
  check: () => [],
}));
