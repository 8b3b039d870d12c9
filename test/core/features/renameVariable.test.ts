import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/core/config/edit';
import { atCursor, readShell, readYaml, service } from '../../support/service';

/** Renames the variable at `$0`; returns the text afterwards, or the reason why there is no renaming. */
function rename(marked: string, newName: string): string {
  const { text, offset } = atCursor(marked);
  const edits = service.renameVariable(readShell(text), offset, newName);
  return 'reason' in edits ? edits.reason : applyEdits(text, edits);
}

describe('renaming a variable of a script', () => {
  it.each([
    [
      'reads and writes',
      'L$0R=1\nmegatron sft --lr $LR --min_lr "${LR}"\n',
      'RATE=1\nmegatron sft --lr $RATE --min_lr "${RATE}"\n',
    ],
    ['a read', 'LR=1\nmegatron sft --lr $L$0R\n', 'RATE=1\nmegatron sft --lr $RATE\n'],
    [
      'other expansions',
      'LR=1\nmegatron sft --x ${#L$0R} ${LR:-2} ${LR%1}\n',
      'RATE=1\nmegatron sft --x ${#RATE} ${RATE:-2} ${RATE%1}\n',
    ],
    [
      'arithmetic',
      'L$0R=1\n(( LR++ ))\nmegatron sft --x $((LR * 2))\n',
      'RATE=1\n(( RATE++ ))\nmegatron sft --x $((RATE * 2))\n',
    ],
    [
      'arrays',
      'L$0R=(a)\nLR+=(b)\nmegatron sft --x "${LR[@]}"\n',
      'RATE=(a)\nRATE+=(b)\nmegatron sft --x "${RATE[@]}"\n',
    ],
    [
      'declarations',
      'declare -a L$0R\nreadonly LR=1\nunset LR\nmegatron sft\n',
      'declare -a RATE\nreadonly RATE=1\nunset RATE\nmegatron sft\n',
    ],
    ['reading', 'read -r L$0R\nmegatron sft --lr $LR\n', 'read -r RATE\nmegatron sft --lr $RATE\n'],
    [
      'loops',
      'for L$0R in 1 2; do megatron sft --lr $LR; done\n',
      'for RATE in 1 2; do megatron sft --lr $RATE; done\n',
    ],
    [
      'here-documents',
      'L$0R=1\ncat <<EOF\nmegatron sft --lr $LR\nEOF\n',
      'RATE=1\ncat <<EOF\nmegatron sft --lr $RATE\nEOF\n',
    ],
  ])('changes %s', (_, marked, expected) => expect(rename(marked, 'RATE')).toBe(expected));

  it('leaves flags, texts and comments with the same name', () =>
    expect(rename("l$0r=1 # lr\nmegatron sft --lr $lr --x 'lr'\n", 'rate')).toBe(
      "rate=1 # lr\nmegatron sft --lr $rate --x 'lr'\n",
    ));

  it.each([
    ['it is exported', 'export L$0R=1\nmegatron sft --lr $LR\n', 'RATE', /passed to other programs/],
    ['it is exported later', 'L$0R=1\nexport LR\nmegatron sft --lr $LR\n', 'RATE', /passed to other programs/],
    ['only the command gets it', 'L$0R=1 megatron sft\n', 'RATE', /passed to other programs/],
    ['it is set elsewhere', 'megatron sft --lr $L$0R\n', 'RATE', /not set in this script/],
    ['the system sets it', 'PA$0TH=x\nmegatron sft\n', 'RATE', /itself/],
    ['another shell reads it', "L$0R=1\nssh h 'megatron sft --lr $LR'\nmegatron sft\n", 'RATE', /another shell/],
    ['a text is evaluated', 'L$0R=1\neval "X=LR"\nmegatron sft --lr $LR\n', 'RATE', /eval/],
    ['it is an index', 'L$0R=1\nA=(a b)\nmegatron sft --lr "${A[LR]}"\n', 'RATE', /another shell/],
    ['a number is declared', 'L$0R=1\ndeclare -i X=LR+1\nmegatron sft --lr $X\n', 'RATE', /arithmetic/],
    ['numbers are compared', 'L$0R=1\n[[ LR -gt 0 ]] && megatron sft\n', 'RATE', /arithmetic/],
    ['a file is read', 'L$0R=1\n. ./env.sh\nmegatron sft --lr $LR\n', 'RATE', /a file that it sources/],
    ['the name is taken', 'L$0R=1\nRATE=2\nmegatron sft --lr $LR\n', 'RATE', /already has/],
    ['the name is read', 'L$0R=1\nmegatron sft --lr $LR --x $RATE\n', 'RATE', /already has/],
    ['the name belongs to bash', 'L$0R=1\nmegatron sft --lr $LR\n', 'RANDOM', /itself/],
    ['the name is none', 'L$0R=1\nmegatron sft --lr $LR\n', '2x', /letters, digits/],
    ['there is no variable', 'megatron s$0ft\n', 'RATE', /no variable here/],
  ])('is refused when %s', (_, marked, newName, reason) => expect(rename(marked, newName)).toMatch(reason));

  it('is not offered in YAML', () =>
    expect(service.findRenamableVariable(readYaml('# preflight:\nmodel: m\n'), 15)).toBeUndefined());
});
