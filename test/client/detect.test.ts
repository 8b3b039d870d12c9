import { describe, expect, it } from 'vitest';
import { looksLikeTrainingConfig } from '../../client/src/detect';

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
