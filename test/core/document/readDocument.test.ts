import { describe, expect, it } from 'vitest';
import { originOf } from '../../../server/src/core/config/shiftedConfig';
import type { Document } from '../../../server/src/core/document/document';
import { shell } from '../../../server/src/core/syntax/shell/shellSyntax';
import { service } from '../../support/service';

const SCRIPT =
  'set -e\n\nmegatron sft --model a --lr 1\n\nmegatron sft --model b --lr 1\n\nmegatron sft --model c --lr 1\n';

const originsOf = ({ reading }: Document) => reading.configs.map(originOf);

describe('a script that is edited', () => {
  it('keeps the commands that an edit does not touch, also when the edit is undone', () => {
    const texts = [
      SCRIPT,
      SCRIPT.replace('b --lr 1', 'b --lr 12'),
      SCRIPT,
      SCRIPT.replace('b --lr 1', 'b --lr 13'),
      SCRIPT,
    ];
    const versions: Document[] = [];
    for (const text of texts) {
      const document = service.read(text, shell, {}, versions.at(-1));
      service.listFindings(document);
      versions.push(document);
    }
    // The first version is read as a whole; pieces begin with the second.
    const origins = versions.slice(1).map(originsOf);
    for (const [index, later] of origins.slice(1).entries()) {
      const kept = later.filter((origin) => origins[index]?.includes(origin));
      expect(kept.length, `version ${index + 2}`).toBe(2);
    }
  });

  it('is not read again when only settings change', () => {
    const before = service.read(SCRIPT, shell, {});
    const after = service.read(SCRIPT, shell, { worldSize: 8 }, before);
    expect(after.ownReading).toBe(before.ownReading);
  });
});
