import type { Rule } from '../../lint/rule';
import { reportProblems } from '../common';
import { createTextExample, lostTextBase } from './lost-text-common';

export const markdownFence: Rule = {
  ...lostTextBase,
  id: 'cli.markdown-fence',
  needsWords: true,
  title: 'Markdown fence in a script',
  why: 'Three backquotes are an empty command substitution and the start of another one. Bash runs the lines up to the next fence inside it, and then its output as a command.',
  bad: [
    createTextExample('```bash\nmegatron sft --lr 1e-5\n```\n'),
    createTextExample('```\nmegatron sft --lr 1e-5 \\\n    --seed 2\n```\n'),
  ],
  good: [
    createTextExample('megatron sft --lr 1e-5\n'),
    createTextExample("megatron sft --lr 1e-5\ncat > README.md <<'EOF'\n```\nls\n```\nEOF\n"),
  ],
  check: (facts) => reportProblems(facts, 'cli.markdown-fence'),
};
