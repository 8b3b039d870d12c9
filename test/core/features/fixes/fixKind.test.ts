import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../server/src/core/config/edit';
import { readShell, readYaml, service } from '../../../support/service';

const listRules = (text: string): string[] => service.lintDocument(readShell(text)).map(({ rule }) => rule);

/** Suggests the fixes of a kind at the first occurrence of a word. */
function suggestAt(text: string, word: string) {
  const start = text.indexOf(word);
  return service.suggestActions(readShell(text), { start, end: start + word.length }).kindFixes;
}

describe('suggestActions, for a kind of finding', () => {
  it('fixes all findings of a rule in all commands of a file, and leaves others', () => {
    const text =
      'megatron sft --model m --packing ture --lr 1e-5\nmegatron pt --model m --packing fasle --max_lenght 8\n';
    const [fix, ...more] = suggestAt(text, 'ture');
    expect(more).toEqual([]);
    expect(fix?.title).toBe('Fix this kind everywhere in the file: 2 findings of cli.bool');
    const fixed = applyEdits(text, fix?.edits ?? []);
    expect(fixed).toBe(
      'megatron sft --model m --packing true --lr 1e-5\nmegatron pt --model m --packing false --max_lenght 8\n',
    );
    expect(listRules(fixed)).not.toContain('cli.bool');
  });

  it('says how many of the findings it fixes', () => {
    const text = 'megatron sft --model m --packing ture --streaming fasle --use_hf "12 34"\n';
    const [fix] = suggestAt(text, 'ture');
    const before = listRules(text).filter((rule) => rule === 'cli.bool').length;
    const after = listRules(applyEdits(text, fix?.edits ?? [])).filter((rule) => rule === 'cli.bool').length;
    expect(fix?.title).toContain(after === 0 ? `${before} findings` : `${before - after} of ${before} findings`);
  });

  it('is silent where a rule has one finding only', () => {
    expect(suggestAt('megatron sft --model m --packing ture\n', 'ture')).toEqual([]);
  });

  it('fixes keys of a YAML config', () => {
    const text = '# preflight: ms-swift=4.5.2\nmodel: m\nsave: o\nmax_epochs: 2\n';
    const start = text.indexOf('save');
    const [fix] = service.suggestActions(readYaml(text), { start, end: start + 1 }).kindFixes;
    expect(applyEdits(text, fix?.edits ?? [])).toBe(
      '# preflight: ms-swift=4.5.2\nmodel: m\noutput_dir: o\nnum_train_epochs: 2\n',
    );
  });
});
