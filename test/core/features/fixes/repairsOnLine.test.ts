import { describe, expect, it } from 'vitest';
import { atCursor, readShell, service } from '../../../support/service';

/** Lists the titles of the quick fixes at the cursor. */
function listTitles(marked: string): string[] {
  const { text, offset } = atCursor(marked);
  return service.suggestQuickFixes(readShell(text), { start: offset, end: offset }).map(({ title }) => title);
}

describe('the fix of a broken command', () => {
  it.each([
    ['at the line that lacks the backslash', 'megatron sft \\\n  --mod$0el m\n  --lr 1e-5 \\\n  --packing true\n'],
    ['at the next line', 'megatron sft \\\n  --model m\n$0  --lr 1e-5 \\\n  --packing true\n'],
  ])('is offered %s', (_, text) => expect(listTitles(text)).toContain('Add the backslash'));

  it.each([
    ['on the empty line', 'megatron sft \\\n  --model m \\\n$0\n  --lr 1e-5\n'],
    ['on the line above it', 'megatron sft \\\n  --mod$0el m \\\n\n  --lr 1e-5\n'],
  ])('is offered %s', (_, text) => expect(listTitles(text)).toContain('Delete the empty line'));

  it('is not offered on other lines, and only once where the finding is', () => {
    expect(listTitles('megat$0ron sft \\\n  --model m\n  --lr 1e-5 \\\n  --packing true\n')).toEqual([]);
    const titles = listTitles('megatron sft \\\n  --model m\n  --l$0r 1e-5 \\\n  --packing true\n');
    expect(titles.filter((title) => title === 'Add the backslash')).toHaveLength(1);
  });
});
