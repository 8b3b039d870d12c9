import { describe, expect, it } from 'vitest';
import type { Document } from '../../../../server/src/core/document/document';
import { shell } from '../../../../server/src/core/syntax/shell/shellSyntax';
import type { Syntax } from '../../../../server/src/core/syntax/syntax';
import { yaml } from '../../../../server/src/core/syntax/yaml/yamlSyntax';
import { service } from '../../../support/service';

/** Commands that need flags, with the place at which a flag is typed. */
const TEXTS: readonly [string, Syntax, string][] = [
  ['a script', shell, 'megatron sft \\\n  --recompute_granularity full \\\n  --lr 1e-5 \\\n  $0 \\\n  --bf16 true\n'],
  ['a script with a wrong value', shell, 'megatron sft --model m --lr one --lora_rank 8 \\\n  $0\n'],
  ['the second command', shell, 'megatron sft --model m\nmegatron rlhf --rlhf_type dpo --lr 1e-5 $0\n'],
  ['a script that silences a rule', shell, '# preflight: ignore[data.no-length]\nmegatron sft --model m $0\n'],
  ['a config file', yaml, '# preflight:\nrecompute_granularity: full\nlora_rank: 8\n$0\nlr: 1e-5\n'],
];

const listAt = (document: Document, offset: number): unknown[] =>
  service.complete(document, offset).map(({ label, note, sort, detail }) => ({ label, note, sort, detail }));

describe('the flags that are offered while a flag is typed', () => {
  it.each(TEXTS)('are those of the text alone in %s', (_, syntax, marked) => {
    const at = marked.indexOf('$0');
    // A prefix of the flag that is needed may be an abbreviation of it, so another one is typed.
    const typed = syntax === shell ? '--seed' : 'seed';
    let document = service.read(marked.replace('$0', ''), syntax, {});
    service.listFindings(document);
    for (let length = 1; length <= typed.length; length++) {
      const text = marked.replace('$0', typed.slice(0, length));
      const offset = at + length;
      const next = service.read(text, syntax, {}, document);
      expect(listAt(next, offset), typed.slice(0, length)).toEqual(listAt(service.read(text, syntax, {}), offset));
      // Typing goes on before the findings are asked for, and after that.
      if (length % 3 === 0) service.listFindings(next);
      document = next;
    }
  });

  it('do not wait until the command is judged', () => {
    const command = 'megatron sft --recompute_granularity full --lr 1e-5 ';
    const before = service.read(`${command}\n`, shell, {});
    service.listFindings(before);
    const document = service.read(`${command}--\n`, shell, {}, before);
    const items = service.complete(document, command.length + 2);
    expect(items.find(({ label }) => label === '--recompute_method')?.note).toBe('needed by recompute_granularity');
    expect([...document.cache.values()].filter(({ findings }) => findings)).toEqual([]);
  });
});
