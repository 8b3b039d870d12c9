import { describe, expect, it } from 'vitest';
import { readShell, service } from '../../support/service';

/** The flags that an error is about, as they stand in the text, each with its rule. */
function blamed(text: string, message: string, around = {}) {
  const document = readShell(text, around);
  const [config] = document.reading.configs;
  return (config ? service.locateError(document, config, message) : []).map(({ flag, span, in: other, rule }) => [
    other === undefined ? text.slice(span.start, span.end) : `${other}: ${flag}`,
    rule?.id,
  ]);
}

describe('the way back from an error of a run to what was written', () => {
  it('leads from remaining_argv to the flags that the trainer does not know', () => {
    const text = 'megatron sft --packng true --lr 1e-5 --num-layrs 4';
    const error = "ValueError: remaining_argv: ['--packng', 'true', '--num-layrs', '4']";
    expect(blamed(text, error)).toEqual([
      ['--packng', 'cli.unknown-flag'],
      ['--num-layrs', 'cli.unknown-flag'],
    ]);
  });

  it('leads from an assertion to the flags that it names, and to the rule about them', () => {
    const text = 'NPROC_PER_NODE=8 megatron sft --recompute_granularity full --recompute_num_layers 1 --lr 1e-5';
    const [first, second] = blamed(
      text,
      'AssertionError: recompute_granularity full needs recompute_method, not recompute_num_layers',
    );
    expect(first?.[0]).toBe('--recompute_granularity');
    expect(first?.[1]).toMatch(/^rec\./);
    expect(second?.[0]).toBe('--recompute_num_layers');
  });

  it('leads into the config file of the command', () => {
    const text = '# preflight: ms-swift=4.1.0\nmegatron sft run.yaml --lr 1e-5';
    const neighbours = [{ name: 'run.yaml', text: 'micro_batch_size: 3\nglobal_batch_size: 16\n' }];
    expect(
      blamed(text, 'global_batch_size (16) is not divisible by micro_batch_size', { neighbors: neighbours }),
    ).toEqual([
      ['run.yaml: micro_batch_size', undefined],
      ['run.yaml: global_batch_size', undefined],
    ]);
  });

  it('does not take a word of English for a flag', () => {
    expect(blamed('megatron sft --model m --lr 1', 'RuntimeError: the model could not be loaded')).toEqual([]);
    expect(blamed('megatron sft --model m', "KeyError: 'model'")).toEqual([['--model', undefined]]);
  });
});
