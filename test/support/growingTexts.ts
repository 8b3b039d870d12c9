import { shell } from '../../server/src/core/syntax/shell/shellSyntax';
import type { Syntax } from '../../server/src/core/syntax/syntax';
import { yaml } from '../../server/src/core/syntax/yaml/yamlSyntax';

/** Hostile and large inputs of any length: each repeats one construct. */

export interface GrowingText {
  name: string;
  syntax: Syntax;
  /** Creates a text of about that many characters. */
  create: (length: number) => string;
}

/** Repeats a construct up to a length, between a beginning and an end. */
function repeatUpTo(length: number, before: string, construct: (n: number) => string, after: string): string {
  const parts: string[] = [];
  for (let n = 0, size = before.length; size < length; n++) {
    const part = construct(n);
    parts.push(part);
    size += part.length;
  }
  return before + parts.join('') + after;
}

type Row = [name: string, construct: (n: number) => string, before?: string, after?: string];

const toGrowingText =
  (syntax: Syntax, head: string) =>
  ([name, construct, before = '', after = '']: Row): GrowingText => ({
    name: `${syntax.id} with ${name}`,
    syntax,
    create: (length) => repeatUpTo(length, head + before, construct, after),
  });

const COMMAND = 'megatron sft --seed 1\n';

const SCRIPTS: readonly Row[] = [
  ['commands', (n) => `megatron sft --lr 1e-${n % 5} --micro_batch_size 1\n`],
  ['equal commands', () => 'megatron sft --lrx 1 --micro_batch_size 3 --global_batch_size 7\n'],
  ['commands that have errors', (n) => `megatron sft --lr 1e-6 --min_lr 1e-5 --seed ${n} --lrx 1\n`],
  ['commands of an older release', (n) => `megatron sft --max_epochs ${n} --output_dir x\n`],
  ['commands that name files', (n) => `megatron sft run${n}.yaml --seed 1\n`],
  ['modelines', (n) => `# preflight: ms-swift=3.${n % 12}\nmegatron sft --lr 1 --max_epochs 1\n`],
  ['equal flags', (n) => `--seed ${n} `, 'megatron sft ', '\n'],
  ['equal flags on lines', (n) => ` \\\n  --seed ${n}`, 'megatron sft', '\n'],
  ['unknown flags', (n) => `--f${n} ${n} `, 'megatron sft ', '\n'],
  ['misspelled flags', (n) => ` \\\n  --recompute_granularityx${n} 1`, 'megatron sft', '\n'],
  ['look-alike characters', (n) => `–-lr ${n} “a” `, 'megatron sft ', '\n'],
  ['values', (n) => `x${n} `, 'megatron sft --dataset ', '\n'],
  ['a long value', () => 'x', 'megatron sft --model ', '\n'],
  ['nested quotes', () => `"'"'"'`, 'megatron sft --model ', '\n'],
  ['open quotes', (n) => `echo "a${n}\n`, '', COMMAND],
  ['nested substitutions', () => '"$(echo "a', 'megatron sft --model ', '\n'],
  ['placeholders', (n) => `<x${n}> `, 'megatron sft --dataset ', '\n'],
  ['backslashes before spaces', () => 'megatron sft \\ \n  --lr 1\n'],
  ['missing backslashes', (n) => `  --lr ${n}\n`, 'megatron sft\n'],
  ['variables', (n) => `V${n}=${n}\n`, '', 'megatron sft --seed $V1\n'],
  ['exports and commands', (n) => `export V${n}=${n}\nmegatron sft --seed $V${n}\n`],
  ['variables before the command', (n) => `V${n}=1 `, '', COMMAND],
  ['a long array', (n) => `x${n} `, 'A=(', ')\nmegatron sft --dataset "${A[@]}"\n'],
  ['an array that grows', (n) => `A+=(--f${n} 1)\n`, '', 'megatron sft "${A[@]}"\n'],
  ['heredocs', (n) => `cat > f${n} <<EOF\nseed: ${n}\nEOF\n`, '', COMMAND],
  ['scripts in heredocs', (n) => `bash <<EOF\nmegatron sft --seed ${n}\nEOF\n`],
  ['functions', (n) => `f${n}() { megatron sft --seed ${n}; }\nf${n}\n`],
  ['branches', (n) => `if x; then W${n}=1; fi\n`, '', 'megatron sft --seed $W1\n'],
  ['a long loop', (n) => `${n} `, 'for i in ', '; do megatron sft --seed $i; done\n'],
  ['keys in JSON', (n) => `"k${n}": 1, `, "megatron sft --extra_megatron_kwargs '{", '"a":1}\'\n'],
  ['batch options', (n) => `#SBATCH --nodez=${n}\n`, '#!/bin/bash\n', COMMAND],
  ['CRLF', (n) => `megatron sft --lr ${n} \\\r\n  --seed 1\r\n`],
  ['suppressions', (n) => `# preflight: ignore[cli.unknown-flag]\nmegatron sft --lrx ${n}\n`],
  ['unused suppressions', (n) => `# preflight: ignore[par.x]\nmegatron sft --lr ${n}\n`],
  ['stacked suppressions', () => '# preflight: ignore[cli.unknown-flag]\n', '', 'megatron sft --lrx 1\n'],
  ['a suppression of many rules', (n) => `a.b${n}, `, '# preflight: ignore[', ']\nmegatron sft --lrx 1\n'],
];

const CONFIGS: readonly Row[] = [
  ['equal keys', (n) => `seed: ${n}\n`],
  ['unknown keys', (n) => `key${n}: ${n}\n`],
  ['misspelled keys', (n) => `micro_batch_siz${n}: ${n}\n`],
  ['keys with dashes', (n) => `--lr${n}: 1\n`],
  ['keys in braces', (n) => `k${n}: 1, `, '{', 'seed: 1}\n'],
  ['equal keys in braces', (n) => `seed: ${n}, `, '{', 'lr: 1}\n'],
  ['variables', (n) => `  K${n}: 010\n`, 'seed: 1\nENV:\n'],
  ['equal variables', (n) => `  K: ${n}\n`, 'seed: 1\nENV:\n'],
  ['a long list', (n) => `  - ${n}\n`, 'seed: 1\ndataset:\n'],
  ['a large map', (n) => `  k${n}: 1e5\n`, 'seed: 1\nextra_megatron_kwargs:\n'],
  ['nested lists', (n) => `k${n}: ${'['.repeat(9)}1${']'.repeat(9)}\n`],
  ['anchors and aliases', (n) => `k${n}: &a${n} [1]\nj${n}: *a${n}\n`],
  ['merges', () => '<<: *a\n', 'k: &a {x: 1}\n'],
  ['equal keys with anchors', (n) => `lr: &a${n} 1\n`],
  ['references', (n) => `k${n}: \${k${n + 1}}\n`],
  ['octal numbers', (n) => `k${n}: 010\n`],
  ['tags', (n) => `k${n}: !!int x\n`],
  ['open quotes', (n) => `a${n}: "b\n`],
  ['characters beyond 16 bits', (n) => `k${n}: "😀"\n`],
  ['brackets and characters beyond 16 bits', () => '[', 'a: "😀"\nk: ', '\n'],
  ['a long value', (n) => `word${n} `, 'model: ', '\n'],
  ['CRLF', (n) => `key${n}: ${n}\r\n`],
  ['suppressions', (n) => `seed: ${n} # preflight: ignore[yaml.duplicate-key]\n`],
  ['unused suppressions', (n) => `key${n}: 1 # preflight: ignore[par.foo]\n`],
];

export const GROWING_TEXTS: readonly GrowingText[] = [
  ...SCRIPTS.map(toGrowingText(shell, '')),
  ...CONFIGS.map(toGrowingText(yaml, '# preflight:\n')),
  {
    name: 'shell with half suppressions and half findings',
    syntax: shell,
    create: (length) =>
      repeatUpTo(length / 2, '', () => '# preflight: ignore[cli.unknown-flag]\n', '') +
      repeatUpTo(length / 2, 'megatron sft', (n) => ` \\\n --lrx${n} 1`, '\n'),
  },
  {
    name: 'yaml with deeper and deeper maps',
    syntax: yaml,
    create: (length) => {
      const lines = Array.from({ length: Math.sqrt(2 * length) }, (_, depth) => `${' '.repeat(depth)}a:\n`);
      return `# preflight:\nseed: 1\nextra_megatron_kwargs:\n ${lines.join(' ')}`;
    },
  },
];
