import { formOfOption } from '../../catalog/megatronOptions';
import type { MegatronOption } from '../../catalog/megatronTypes';
import type { Value } from '../../catalog/types';
import { parseValue, printValue } from '../../catalog/value';
import { fixRemoveOption } from '../../lint/extraKwargs';
import { collectFixes } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { createKeyCheck, extraKwargsBase, fixKey, isOmitted, toOptionText } from './extra-kwargs-common';

export const extraKwargsValue: Rule = {
  ...extraKwargsBase,
  id: 'cli.extra-kwargs-value',
  needsWords: true,
  title: 'Invalid value for a Megatron-LM option',
  severity: 'error',
  outcome: 'rejected',
  why: 'The value is printed as arguments and parsed by argparse: a switch accepts none, other options accept one or several of their type.',
  bad: [
    { flags: `--extra_megatron_kwargs '{"log_progress": "yes"}'` },
    { flags: `--extra_megatron_kwargs '{"train_samples": "many"}'` },
    { flags: `--extra_megatron_kwargs '{"train_samples": true}'` },
    { flags: `--extra_megatron_kwargs '{"rerun_mode": "off"}'` },
  ],
  good: [
    { flags: `--extra_megatron_kwargs '{"log_progress": true, "train_samples": 1000, "rerun_mode": "disabled"}'` },
  ],
  check: createKeyCheck((facts, { name, value, option }) => {
    if (!option || isOmitted(value)) return undefined;
    const expected = findExpected(option, value);
    if (!expected) return undefined;
    const asSwitch = option.type === 'switch' ? fixKey(facts, name, { name, value: true }) : undefined;
    return {
      message: `${toOptionText(name)} does not accept ${printValue(value)}: expected ${expected}.`,
      fixes: collectFixes(asSwitch, fixRemoveOption(facts, name)),
    };
  }),
};

/** Returns the expected kind of value, or undefined if the value is accepted or cannot be checked. */
function findExpected(option: MegatronOption, value: Value): string | undefined {
  const args = value === true ? [] : Array.isArray(value) ? value : [value];
  if (option.type === 'switch') return args.length === 0 ? undefined : 'true, since it is a switch';
  const form = formOfOption(option);
  if (args.length === 0) return option.bare ? undefined : 'a value';
  if (args.length > 1 && !option.list) return 'a single value';
  for (const arg of args) {
    if (typeof arg === 'object' || typeof arg === 'boolean') continue;
    const parsed = parseValue(String(arg), form);
    if (!parsed.ok) return parsed.expected;
  }
  return undefined;
}
