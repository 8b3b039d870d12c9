import { describe, expect, it } from 'vitest';
import type { Command } from '../../server/src/core/config/config';
import { applyEdits } from '../../server/src/core/config/edit';
import type { Syntax } from '../../server/src/core/syntax/syntax';
import { SYNTAXES, service } from '../support/service';

/** What completion offers as a value is one that the release takes, in the spelling of the file. */

/** Values that the parser takes and the run refuses, which their own texts say. */
const REFUSED_LATER = new Set([
  'attention_backend local',
  'moe_token_dispatcher_type alltoall_seq',
  'no_log_learning_rate_to_tensorboard true',
]);
/** Refused by itself, and taken beside another flag. */
const NEEDS_ANOTHER = new Set(['quant_method']);

const COMMANDS: readonly Command[] = ['sft', 'rlhf'];

function textBefore(flag: string, release: string, command: Command, syntax: Syntax): string {
  const modeline = `# preflight: ms-swift=${release}\n`;
  if (syntax.id === 'shell') return `${modeline}megatron ${command} --${flag} `;
  // A config file is for rlhf where one of its flags is.
  return `${modeline}${command === 'rlhf' ? 'beta: 0.1\n' : ''}${flag}: `;
}

describe.each(['3.8.1', '3.12.6', '4.2.3', '4.5.2'])('in ms-swift %s', (release) => {
  const cases = SYNTAXES.flatMap((syntax) => COMMANDS.map((command) => [command, syntax.id, syntax] as const));

  it.each(cases)('each value of each flag of megatron %s, in %s', (command, _, syntax) => {
    let offered = 0;
    const refused: string[] = [];
    for (const { name } of service.catalog.view(release, command).flags) {
      const text = textBefore(name, release, command, syntax);
      for (const { label, kind, edit } of service.complete(service.read(text, syntax, {}), text.length)) {
        if (kind !== 'value') continue;
        offered++;
        const document = service.read(`${applyEdits(text, [edit])}\n`, syntax, {});
        const found = service
          .lintDocument(document)
          .filter(
            ({ rule, flags, outcome }) =>
              outcome === 'rejected' && flags.includes(name) && /^(?:cli|release|rec\.modules|yaml)\b/.test(rule),
          );
        if (found.length > 0) refused.push(`${name} ${label}`);
      }
    }
    expect(refused.filter((each) => !REFUSED_LATER.has(each) && !NEEDS_ANOTHER.has(each.split(' ')[0] ?? ''))).toEqual(
      [],
    );
    expect(offered).toBeGreaterThan(300);
  });
});
