import { describe, expect, it } from 'vitest';
import { readShell, service } from '../../../support/service';

/** The titles of the fixes that are offered for the findings of a rule, in order. */
function offerFixes(rule: string, command: string, release = '4.5.2'): string[] {
  const document = readShell(`# preflight: ms-swift=${release}\n${command}\n`);
  return service
    .listFindings(document)
    .filter(({ finding }) => finding.rule === rule)
    .flatMap(({ config, finding }) => service.printFixes(document, config, finding))
    .map(({ title }) => title);
}

describe('the fixes of a finding', () => {
  it('never remove the length of the run first', () => {
    expect(offerFixes('cli.int', 'megatron sft --model m --dataset d --train_iters many')).toEqual([]);
    expect(offerFixes('range.positive', 'megatron sft --model m --dataset d --train_iters 0')).toEqual([]);
  });

  it('remove the one of two lengths that has no effect', () => {
    const both = 'megatron sft --model m --dataset d --train_iters 100 --num_train_epochs 1';
    expect(offerFixes('data.iters-and-epochs', both)).toEqual(['Remove train_iters']);
  });

  it('remove cached data only after another fix', () => {
    const titles = offerFixes(
      'par.cp-cached',
      'NPROC_PER_NODE=2 megatron sft --model m --cached_dataset c --context_parallel_size 2',
      '3.8.2',
    );
    expect(titles.at(-1)).toBe('Remove cached_dataset');
    expect(titles.length).toBeGreaterThan(1);
  });

  it('restore a default instead of an extreme value', () => {
    expect(
      offerFixes('range.fraction', 'megatron sft --model m --lora_dropout 1.5 --train_type lora', '3.12.6'),
    ).toEqual(['Remove lora_dropout']);
  });

  it('correct a misspelled name even if that uncovers a warning, and a name that is given as well only last', () => {
    const run = 'megatron sft --model m --dataset d --train_iters 9';
    expect(offerFixes('cli.unknown-flag', `${run} --lora_rnak 8`)[0]).toBe('Change to lora_rank');
    expect(offerFixes('cli.unknown-flag', `${run} --lr 1e-4 --lrr 1e-5`)[0]).toBe('Remove lrr');
  });

  it('point an export from a Megatron checkpoint to the other format', () => {
    expect(offerFixes('exp.direction', 'megatron export --model m --mcore_model c')[0]).toBe('Set to_hf to true');
    expect(offerFixes('exp.direction', 'megatron export --model m')[0]).toBe('Set to_mcore to true');
  });
});
