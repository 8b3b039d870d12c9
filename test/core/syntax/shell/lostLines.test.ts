import { describe, expect, it } from 'vitest';
import { argvOf } from '../../../../server/src/core/config/argv';
import { applyEdits } from '../../../../server/src/core/config/edit';
import { atCursor, readShell, service } from '../../../support/service';

/** A command that is complete and valid once its lines are connected. */
const HEAD = 'megatron sft \\\n    --model Qwen/Qwen3-8B \\\n';
const TAIL = '    --dataset d.jsonl \\\n    --train_iters 5 \\\n    --save o\n';

const errorsIn = (text: string): { rule: string; text: string }[] =>
  service
    .lintDocument(readShell(text))
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, span }) => ({ rule, text: text.slice(span.start, span.end) }));

const MISSING = (text: string) => [{ rule: 'cli.missing-backslash', text }];

describe('a line without a backslash in the middle of a command', () => {
  it('is marked at its end, and nothing is reported as missing', () => {
    expect(errorsIn(`${HEAD}    --lr 1e-5\n${TAIL}`)).toEqual(MISSING('1e-5'));
  });

  it.each([
    ['a flag that is being typed', '    --seed', '--seed'],
    ['a value that is being typed', '    --attention_backend flash', 'flash'],
    ['spaces after the last word', '    --lr 1e-5  ', '1e-5'],
    ['an empty line below', '    --lr 1e-5\n', '1e-5'],
    ['a line with only a backslash below', '    --lr 1e-5\n \\', '1e-5'],
    ['a line with only a backslash and an empty line below', '    --lr 1e-5\n \\\n', '1e-5'],
  ])('keeps the rest of the command, with %s', (_, line, marked) => {
    expect(errorsIn(`${HEAD}${line}\n${TAIL}`)).toEqual(MISSING(marked));
  });

  it('hides no finding below', () => {
    const text = `${HEAD}    --lr 1e-5\n${TAIL.replace('--save o', '--save o \\\n    --recompute_granularity full')}`;
    expect(errorsIn(text).map(({ rule }) => rule)).toEqual(['cli.missing-backslash', 'rec.full-method']);
    expect(errorsIn(text.replace('5 \\', '5x \\'))).toContainEqual({ rule: 'cli.int', text: '5x' });
  });

  it('is reported for each such line, once', () => {
    expect(errorsIn(`${HEAD}    --lr 1e-5\n${TAIL.replace('d.jsonl \\', 'd.jsonl')}`)).toEqual([
      ...MISSING('1e-5'),
      ...MISSING('d.jsonl'),
    ]);
    expect(errorsIn(`run() {\n${HEAD}    --lr "$1"\n${TAIL}}\nrun 1\nrun 2\n`)).toEqual(MISSING('"$1"'));
  });

  it('says which flags bash does not pass, and the arguments are those of bash', () => {
    const text = `${HEAD}    --lr 1e-5\n${TAIL}`;
    const document = readShell(text);
    const [config] = document.reading.configs;
    expect(service.lintDocument(document)[0]?.message).toContain('--dataset, --train_iters, --save');
    expect(config && argvOf(config).map(({ value }) => value)).toEqual(['--model', 'Qwen/Qwen3-8B', '--lr', '1e-5']);
  });

  it('does not reach beyond a line that belongs to another command', () => {
    expect(errorsIn(`${HEAD}${TAIL}python eval.py\n--lr 1e-5x\n`)).toEqual([]);
  });

  it.each([
    ['in a lost line', '    --data$0', '--dataset '],
    ['where a value is typed', '    --dataset d \\\n    --attention_backend $0', 'flash'],
  ])('completes %s', (_, line, label) => {
    const { text, offset } = atCursor(`${HEAD}    --lr 1e-5\n${line}\n    --train_iters 5\n`);
    const offered = service.complete(readShell(text), offset);
    expect(offered.map((each) => each.edit.newText)).toContain(label);
  });

  it('does not offer the flags of a comment between the lines', () => {
    const { text, offset } = atCursor(`${HEAD}    --lr 1e-5\n    # note $0\n${TAIL}`);
    expect(service.complete(readShell(text), offset)).toEqual([]);
  });

  it('is repaired together with all other such lines', () => {
    const text = `${HEAD}    --lr 1e-5\n \\\n${TAIL.replace('d.jsonl \\', 'd.jsonl')}`;
    expect(applyEdits(text, service.fixAll(readShell(text)).edits)).toBe(`${HEAD}    --lr 1e-5 \\\n${TAIL}`);
  });
});

describe('a comment after the backslash of a line', () => {
  const rulesIn = (text: string): string[] => errorsIn(text).map(({ rule }) => rule);

  it('is reported once, with all lines below it', () => {
    expect(errorsIn(`${HEAD}    --lr 1e-5 \\ # it's "the rate\n${TAIL}`)).toEqual([
      { rule: 'cli.comment-in-continuation', text: '# it\'s "the rate' },
    ]);
    expect(errorsIn(`${HEAD}${TAIL.trimEnd()} \\ # the end\n`)).toEqual([
      { rule: 'cli.comment-in-continuation', text: '\\ # the end' },
    ]);
  });

  it('is text in quotes and in a here-document, and words in an array', () => {
    expect(rulesIn(`${HEAD}    --system "a \\ # b" \\\n${TAIL}`)).toEqual([]);
    expect(rulesIn(`cat <<EOF\n  a \\ # b\nEOF\n${HEAD}${TAIL}`)).toEqual([]);
    expect(rulesIn(`A=(--lr 1e-5 \\ # rate\n)\nmegatron sft "\${A[@]}" \\\n${TAIL}`)).toContain('cli.scalar-many');
  });
});
