import fc from 'fast-check';
import { formOf } from '../../server/src/core/catalog/catalog';
import type { Form } from '../../server/src/core/catalog/types';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { service } from './service';

// Random scripts with one command, whose flags are written in all ways that refactorings must tell apart.

export const RELEASE = '4.5.2';

const TEXTS = [
  'a',
  'b/c',
  'two words',
  "it's",
  '中文',
  'x=y',
  '#1',
  '007',
  'no',
  'null',
  '~',
  '1e3',
  '',
  'a: b',
  '*',
  '- x',
];

function wordOf(form: Form): fc.Arbitrary<string> {
  const words: Record<Form['type'], readonly string[]> = {
    bool: ['true', 'false', 'True', '1'],
    int: ['1', '64', '010', '1_000'],
    float: ['0.5', '1e-5', '2', '.1', '0.10'],
    string: TEXTS,
    enum: [...(form.choices ?? []).flatMap((choice) => choice ?? []), 'x'],
    json: ['{"a": 1}', '{"b": {"c": [1, "x y"]}}'],
    dtype: ['bfloat16'],
  };
  return fc.constantFrom(...words[form.type]);
}

/** Writes a word with other quotes, or through a variable. */
const quotedWords = (word: string): fc.Arbitrary<string> =>
  fc.constantFrom(quoteWord(word), `"${word.replace(/["\\$`]/g, '\\$&')}"`, `'${word.replaceAll("'", `'\\''`)}'`);

const flagWords = fc
  .constantFrom(...service.catalog.view(RELEASE, 'sft').flags)
  .chain((flag) => {
    const form = formOf(flag, RELEASE, 'sft') as Form;
    return fc.record({
      name: fc.constantFrom(flag.name, flag.name, flag.name.replaceAll('_', '-')),
      values: fc
        .array(wordOf(form), { minLength: 1, maxLength: form.list ? 3 : 1 })
        .chain((words) => fc.tuple(...words.map(quotedWords))),
      style: fc.nat(form.bare ? 5 : 4),
    });
  })
  .map(({ name, values, style }) => {
    if (style === 5) return `--${name}`;
    if (style === 4 && values.length === 1) return `--${name}=${values[0]}`;
    return [`--${name}`, ...values].join(' ');
  });

/** Words that must keep their places around flags. */
const OTHERS = [
  '--lr $LR',
  '--save "$OUT/a"',
  '--no_such_flag 1',
  '"$@"',
  '"$' + '{ARGS[@]}"',
  '$EMPTY',
  '>log',
  '2>&1',
  '--model -1',
  '--lr 1 --lr 2',
];

const words = fc.array(
  fc.oneof({ weight: 5, arbitrary: flagWords }, { weight: 1, arbitrary: fc.constantFrom(...OTHERS) }),
  {
    minLength: 1,
    maxLength: 10,
  },
);

/** A script with one command, and the offset of the first word after it. */
export const scripts: fc.Arbitrary<{ text: string; offset: number }> = fc
  .record({
    words,
    separator: fc.constantFrom(' ', ' \\\n    ', ' \\\n\t '),
    prefix: fc.constantFrom('', 'NPROC_PER_NODE=8 ', 'A=1 \\\nnohup ', 'env B=2 '),
    tail: fc.constantFrom('', ' | tee log', ' # why', ' 2>&1 | tee log &\nwait'),
  })
  .map(({ words: list, separator, prefix, tail }) => {
    const before = `# preflight: ms-swift=${RELEASE}\nset -- --seed 7\nLR=1e-5\nOUT='o p'\nEMPTY=\nARGS=(
  --num_workers 2 # some
  # the model
  --model m
)\n${prefix}megatron sft`;
    return { text: `${before}${separator}${list.join(separator)}${tail}\n`, offset: before.length };
  });
