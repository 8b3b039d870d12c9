import { describe, expect, it } from 'vitest';
import { readShell, service } from '../../support/service';

/** Locates the flags of an error: their text, or `file: flag` in another file, each with its rule. */
function locate(text: string, message: string, context = {}) {
  const document = readShell(text, context);
  const [config] = document.reading.configs;
  return (config ? service.locateError(document, config, message) : []).map(({ flag, span, in: fileName, rule }) => [
    fileName === undefined ? text.slice(span.start, span.end) : `${fileName}: ${flag}`,
    rule?.id,
  ]);
}

describe('locateError', () => {
  it('finds the unknown flags in remaining_argv', () => {
    const text = 'megatron sft --packng true --lr 1e-5 --num-layrs 4';
    const error = "ValueError: remaining_argv: ['--packng', 'true', '--num-layrs', '4']";
    expect(locate(text, error)).toEqual([
      ['--packng', 'cli.unknown-flag'],
      ['--num-layrs', 'cli.unknown-flag'],
    ]);
  });

  it('finds the flags that an assertion names, and the rule about them', () => {
    const text = 'NPROC_PER_NODE=8 megatron sft --recompute_granularity full --recompute_num_layers 1 --lr 1e-5';
    const [first, second] = locate(
      text,
      'AssertionError: recompute_granularity full needs recompute_method, not recompute_num_layers',
    );
    expect(first?.[0]).toBe('--recompute_granularity');
    expect(first?.[1]).toMatch(/^rec\./);
    expect(second?.[0]).toBe('--recompute_num_layers');
  });

  it('finds flags in the config file of the command', () => {
    const text = '# preflight: ms-swift=4.1.0\nmegatron sft run.yaml --lr 1e-5';
    const neighbors = [{ name: 'run.yaml', text: 'micro_batch_size: 3\nglobal_batch_size: 16\n' }];
    expect(locate(text, 'global_batch_size (16) is not divisible by micro_batch_size', { neighbors })).toEqual([
      ['run.yaml: micro_batch_size', undefined],
      ['run.yaml: global_batch_size', undefined],
    ]);
  });

  it('does not mistake an English word for a flag', () => {
    expect(locate('megatron sft --model m --lr 1', 'RuntimeError: the model could not be loaded')).toEqual([]);
    expect(locate('megatron sft --model m', "KeyError: 'model'")).toEqual([['--model', undefined]]);
  });
});
