import { strict as assert } from 'node:assert';
import { hoverOn, write } from './editor';
import { until } from './poll';

const SHELL = 'NPROC_PER_NODE=8 megatron sft --max_length 4096 --recompute_granularity full';
const YAML = '# preflight:\nENV:\n  NPROC_PER_NODE: 8\nmax_length: 4096\nrecompute_granularity: full\n';

describe('hover', () => {
  for (const [language, text] of [
    ['shell', SHELL],
    ['yaml', YAML],
  ] as const) {
    it(`explains flags, values and variables in ${language}`, async () => {
      const editor = await write(language, text);
      const explained = (word: string): Promise<string> => until(`a hover on ${word}`, () => hoverOn(editor, word));
      const flag = await explained('recompute_granularity');
      assert.equal(flag.split('Default: `selective`').length, 2, 'the default is not said exactly once');
      assert.match(await explained('max_length'), /Default: `None`; in effect: .*\(ms-swift 3\.8\.1, megatron sft\)/);
      assert.match(await explained('full'), /value of \*\*recompute_granularity\*\*/);
      assert.match(await explained('NPROC_PER_NODE'), /environment variable/);
    });
  }

  it('says what a variable of the script stands for', async () => {
    const editor = await write('shell', 'LR=1e-5\nmegatron sft --lr $LR');
    assert.match(await until('a hover', () => hoverOn(editor, '$LR')), /`\$LR` is `1e-5` here/);
  });

  it('says nothing about a flag of another program', async () => {
    assert.equal(await hoverOn(await write('shell', 'other --max_length 4096'), 'max_length'), '');
  });
});
