import { expect, it } from 'vitest';
import { findTypedName } from '../../client/src/cursor';

it.each([
  ['at the end of a name', '  --lr|', 2],
  ['inside a name', '  --mi|cro_batch_size 1', 2],
  ['at a name without dashes', '  lr_w|', 2],
  ['at the start of a key', '|lr: 1', 0],
  ['where the value of a flag is typed next', '  --lr |', 2],
  ['where the value of a key is typed next', 'lr: |', 0],
  ['in a value', '  --lr 1e|', 7],
  ['after a value', '  --lr 1e-5 |', undefined],
  ['after a command', 'megatron sft |', undefined],
  ['in an indentation', '    |', undefined],
  ['in an empty line', '|', undefined],
  ['after a colon alone', ': |', undefined],
])('findTypedName finds the name %s: %s', (_, marked, start) => {
  expect(findTypedName(marked.replace('|', ''), marked.indexOf('|'))).toBe(start);
});
