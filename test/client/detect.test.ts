import { describe, expect, it } from 'vitest';
import { isBegun, looksLikeTrainingConfig } from '../../client/src/detect';

const looksLike = (text: string) => looksLikeTrainingConfig({ languageId: 'shellscript', getText: () => text });

describe('looksLikeTrainingConfig', () => {
  it.each(['megatron sft --lr 1', 'swift export --to_hf true', 'python -m swift.cli.export --to_hf', '# preflight: x'])(
    'accepts a script with a command that is read: %s',
    (text) => expect(looksLike(text)).toBe(true),
  );

  it.each(['swift sft --model m', 'export A=1', 'swiftexport'])('rejects any other script: %s', (text) =>
    expect(looksLike(text)).toBe(false),
  );
});

describe('isBegun', () => {
  it.each(['', '\n', '#!/bin/bash\n', 'mega', '# my run\nmegatron', '---\nmod'])('accepts a new file: %j', (text) => {
    for (const languageId of ['shellscript', 'yaml']) expect(isBegun({ languageId, getText: () => text })).toBe(true);
  });

  it.each(['ls -l', 'version: 3', 'set -e\necho', 'a\nb'])('rejects a file with content: %j', (text) =>
    expect(isBegun({ languageId: 'yaml', getText: () => text })).toBe(false),
  );

  it('rejects other languages', () => expect(isBegun({ languageId: 'python', getText: () => '' })).toBe(false));
});
