import { toFlagName } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { fixesOfProblem } from '../../lint/fix';
import type { Found, Outcome, Rule, Severity } from '../../lint/rule';

/** Mistakes in the text of a command, which its syntax finds while reading; here is what they mean. */
interface LostTextRow {
  id: string;
  title: string;
  severity?: Severity;
  outcome?: Outcome;
  why: string;
  source: string;
  supersedes?: string;
  bad: string[];
  good: string[];
}

const BASH = 'Bash reference manual: escape character, comments, shell grammar';

const ROWS: readonly LostTextRow[] = [
  {
    id: 'cli.backslash-space',
    title: 'A blank behind the backslash of a continued line',
    why: 'The backslash escapes the blank instead of the line break. The blank becomes a word of its own, and every flag on the lines below is lost.',
    source: BASH,
    supersedes: 'cli.scalar-many',
    bad: [
      'megatron sft \\\n    --lr 1e-5 \\ \n    --seed 2\n',
      'megatron sft --lr 1e-5 \\  \n',
      'megatron sft \\ --lr 1e-5 \\ --seed 2\n',
    ],
    good: ['megatron sft \\\n    --lr 1e-5 \\\n    --seed 2\n', 'megatron sft --lr 1e-5 \\\n'],
  },
  {
    id: 'cli.comment-in-continuation',
    title: 'A comment or an empty line inside a continued command',
    why: 'It ends the command. The run starts with the flags above it only, and takes defaults for all others.',
    source: BASH,
    bad: [
      'megatron sft \\\n    --lr 1e-5 \\\n    # the seed\n    --seed 2 \\\n    --packing true\n',
      'megatron sft \\\n    --lr 1e-5 \\\n\n    --seed 2\n',
      'megatron sft \\\n    --lr 1e-5 \\\n    # --min_lr 1e-6 \\\n    --seed 2\n',
    ],
    good: [
      '# the seed\nmegatron sft \\\n    --lr 1e-5 \\\n    --seed 2\n',
      'megatron sft \\\n    --lr 1e-5 # the rate\n',
    ],
  },
  {
    id: 'cli.missing-backslash',
    title: 'A flag on a line of its own',
    why: 'Without a backslash at the end of the line above, the line is a command of its own, which bash does not find. The flags in it never reach the trainer.',
    source: BASH,
    bad: ['megatron sft \\\n    --lr 1e-5\n    --seed 2 \\\n    --packing true\n'],
    good: ['megatron sft \\\n    --lr 1e-5 \\\n    --seed 2\n', 'megatron sft --lr 1e-5\nls --all\n'],
  },
  {
    id: 'cli.lookalike',
    title: 'Quotes or dashes that are none',
    why: 'Chat programs and PDF files turn plain quotes and dashes into typographic ones. To bash those are letters: the flag is a stray word, the quote part of the value.',
    source: BASH,
    bad: ['megatron sft —lr 1e-5\n', 'megatron sft --model “Qwen/Qwen3-8B”\n', 'megatron sft --lr 1e-5 –seed 2\n'],
    good: ['megatron sft --model "Qwen/Qwen3-8B" --system "say “hello”"\n'],
  },
  {
    id: 'cli.carriage-return',
    title: 'Line ends of Windows',
    severity: 'warning',
    outcome: 'risky',
    why: 'Bash takes the carriage return for text. A backslash in front of it continues nothing, so that all flags but those of the first line are lost. Version control may convert the file on its way, so this is a warning.',
    source: BASH,
    bad: ['megatron sft \\\r\n    --lr 1e-5\r\n'],
    good: ['megatron sft \\\n    --lr 1e-5\n'],
  },
];

export const lostTextRules: Rule[] = ROWS.map(
  ({ id, title, severity, outcome, why, source, supersedes, bad, good }) => ({
    id,
    ...(supersedes && { supersedes }),
    title,
    severity: severity ?? 'error',
    outcome: outcome ?? 'wrong',
    releases: '3.7-4.5',
    why,
    source,
    bad: bad.map((script) => ({ flags: '', script })),
    good: good.map((script) => ({ flags: '', script })),
    check: (facts) => reportProblems(facts, id),
  }),
);

/** The problems of one kind, with their repairs as fixes. */
const reportProblems = ({ config }: Facts, id: string): Found[] =>
  config.problems
    .filter((problem) => problem.rule === id)
    .map((problem) => ({
      message: problem.message,
      span: problem.span,
      flags: (problem.lostFlags ?? []).map(toFlagName),
      fixes: fixesOfProblem(problem, true),
    }));
