import { describe, expect, it } from 'vitest';
import type { Command } from '../../server/src/core/config/config';
import { applyEdits } from '../../server/src/core/config/edit';
import type { Syntax } from '../../server/src/core/syntax/syntax';
import { SYNTAXES, service } from '../support/service';

/** Values that the parser accepts and the run rejects, as their own descriptions say. */
const REJECTED_LATER = new Set([
  'attention_backend local',
  'moe_token_dispatcher_type alltoall_seq',
  'no_log_learning_rate_to_tensorboard true',
]);
/** Flags that are rejected alone and accepted with another flag. */
const NEEDS_ANOTHER = new Set(['quant_method']);

const COMMANDS: readonly Command[] = ['sft', 'rlhf'];

function textBefore(flag: string, release: string, command: Command, syntax: Syntax): string {
  const modeline = `# preflight: ms-swift=${release}\n`;
  if (syntax.id === 'shell') return `${modeline}megatron ${command} --${flag} `;
  // A config file is read for rlhf when it has a flag of rlhf only.
  return `${modeline}${command === 'rlhf' && flag !== 'beta' ? 'beta: 0.1\n' : ''}${flag}: `;
}

describe.each(['3.8.1', '3.12.6', '4.2.3', '4.5.2', '4.6.0'])('completion of values in ms-swift %s', (release) => {
  const cases = SYNTAXES.flatMap((syntax) => COMMANDS.map((command) => [command, syntax.id, syntax] as const));

  it.each(cases)(
    'offers only accepted values for each flag of megatron %s, in %s',
    (command, _, syntax) => {
      let valueCount = 0;
      const rejected: string[] = [];
      for (const { name } of service.catalog.view(release, command).flags) {
        const text = textBefore(name, release, command, syntax);
        for (const { label, kind, edit } of service.complete(service.read(text, syntax, {}), text.length)) {
          if (kind !== 'value') continue;
          valueCount++;
          const document = service.read(`${applyEdits(text, [edit])}\n`, syntax, {});
          const findings = service
            .lintDocument(document)
            .filter(
              ({ rule, flags, outcome }) =>
                outcome === 'rejected' && flags.includes(name) && /^(?:cli|release|rec\.modules|yaml)\b/.test(rule),
            );
          if (findings.length > 0 && !NEEDS_ANOTHER.has(name)) rejected.push(`${name} ${label}`);
        }
      }
      expect(rejected.filter((value) => !REJECTED_LATER.has(value))).toEqual([]);
      expect(valueCount).toBeGreaterThan(300);
    },
    60_000,
  );
});
