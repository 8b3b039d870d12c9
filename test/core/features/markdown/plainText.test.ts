import { describe, expect, it } from 'vitest';
import { toPlainText } from '../../../../server/src/core/features/markdown/plainText';
import { service } from '../../../support/service';

describe('plain text for an editor without Markdown', () => {
  it.each([
    ['**lr** · float', 'lr · float'],
    ['See [the page](https://example.org/a-b), `a`', 'See the page, `a`'],
    ['```sh\nmegatron sft\n```', 'megatron sft'],
    ['less \\< more', 'less < more'],
    ['a list:\n\n- one', 'a list:\n\n- one'],
    ['a [b] (c) 2 * 3 * 4', 'a [b] (c) 2 * 3 * 4'],
  ])('of %j is %j', (markdown, text) => {
    expect(toPlainText(markdown)).toBe(text);
  });

  it('has no marks, for any flag and variable', () => {
    for (const { name } of [...service.catalog.flags, ...service.catalog.environment]) {
      const page = service.explain(name, '4.5.2');
      if (!('markdown' in page)) continue;
      // Code may contain any character.
      const text = toPlainText(page.markdown).replace(/`[^`\n]*`/g, '');
      expect(text, name).not.toMatch(/\*\*|\]\(|```/);
    }
  });
});
