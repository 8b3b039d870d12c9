import type { Random } from './bash/random';

/** Texts that people type or paste into scripts, and texts that reach beyond the statement that they are in. */
const PIECES = [
  ...['"', "'", '\\', '\\\n', '\n', ' ', '#', '$', '(', ')', '{', '}', '`', ';', '&&', '||', '|', '&'],
  ...[
    '<<EOF\n',
    'EOF\n',
    '$(',
    '$((',
    '((',
    '${',
    '<model>',
    '\r\n',
    '```\n',
    '\uFEFF',
    '\u201c',
    '\\ -',
    '# why \\\n',
  ],
  ...['--lr 1', ' --x', '  --lost 1\n', '1e-5\n', '  1e-5 \\\n', '# comment\n', '#SBATCH --nodes=3\n'],
  ...['A=1\n', 'LR=2\n', 'export A=3\n', 'export B\n', 'unset A\n', 'A+=1\n', 'X+=(--y 2)\n', 'local A=3\n'],
  ...['declare -i A=3\n', 'read A\n', 'set -a\n', 'source x.sh\n', 'FOO=1 run 2\n', 'B=2 \\ \n'],
  ...[
    'if true; then\n',
    'fi\n',
    'for i in a b; do\n',
    'done\n',
    'run() {\n',
    '}\n',
    'case $X in\n',
    'x) ',
    ';;',
    'esac\n',
  ],
  ...['exit\n', 'exit 1\n', 'return\n', 'run 3\n', 'run\n', '$CMD --a 1\n', 'eval "megatron sft --x $A"\n'],
  ...['megatron sft --lr $LR\n', 'megatron pt --a $A --packing\n', 'megatron sftt\n', 'A=2 megatron sft --x 1\n'],
  ...['env -u A megatron sft --x 1\n', 'cd x && megatron sft --x 1 || exit 1\n', 'bash -c "megatron sft --lr $LR"\n'],
];

/** Edits a script in a random way: characters, pasted texts, lines that are deleted or copied. */
export function editScript(text: string, random: Random): string {
  const offset = random.below(text.length + 1);
  const lines = text.split('\n');
  const line = random.below(lines.length);
  const count = random.below(4);
  const insert = (inserted: string): string => text.slice(0, offset) + inserted + text.slice(offset);
  switch (random.below(7)) {
    case 0:
      return text.slice(0, offset) + text.slice(offset + 1 + count);
    case 1:
      return lines.toSpliced(line, count + 1).join('\n');
    case 2:
      return lines.toSpliced(random.below(lines.length), 0, ...lines.slice(line, line + count)).join('\n');
    case 3:
      return lines.toSpliced(line, 0, random.pick(PIECES).replace(/\n$/, '')).join('\n');
    case 4:
      return insert(random.pick('xA1-. ='.split('')));
    default:
      return insert(random.pick(PIECES));
  }
}
