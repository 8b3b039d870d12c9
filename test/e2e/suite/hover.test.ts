import { strict as assert } from 'node:assert';
import { openText, readHover } from './editor';
import { waitUntil } from './poll';

const SHELL = 'NPROC_PER_NODE=8 megatron sft --max_length 4096 --recompute_granularity full';
const YAML = '# preflight:\nENV:\n  NPROC_PER_NODE: 8\nmax_length: 4096\nrecompute_granularity: full\n';

describe('hover', () => {
  for (const [language, content] of [
    ['shell', SHELL],
    ['yaml', YAML],
  ] as const) {
    it(`explains flags, values and variables in ${language}`, async () => {
      const editor = await openText(language, content);
      const waitForHover = (text: string): Promise<string> =>
        waitUntil(`a hover on ${text}`, () => readHover(editor, text));
      const flag = await waitForHover('recompute_granularity');
      assert.equal(flag.split('Default: `selective`').length, 2, 'the default is not shown exactly once');
      assert.match(
        await waitForHover('max_length'),
        /Default: none; in effect: .*\(ms-swift \d+\.\d+\.\d+, megatron sft\)/,
      );
      assert.match(await waitForHover('full'), /value of \*\*recompute_granularity\*\*/);
      assert.match(await waitForHover('NPROC_PER_NODE'), /environment variable/);
    });
  }

  it('shows the value of a variable of the script', async () => {
    const editor = await openText('shell', 'LR=1e-5\nmegatron sft --lr $LR');
    assert.match(await waitUntil('a hover', () => readHover(editor, '$LR')), /`\$LR` is `1e-5` here/);
  });

  it('is empty on a flag of another program', async () => {
    assert.equal(await readHover(await openText('shell', 'other --max_length 4096'), 'max_length'), '');
  });
});
