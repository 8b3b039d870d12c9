import { printValue } from '../../catalog/value';
import { fixRemoveOption } from '../../lint/extraKwargs';
import { collectFixes } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { createKeyCheck, extraKwargsBase, fixKey, isOmitted } from './extra-kwargs-common';

export const extraKwargsFalse: Rule = {
  ...extraKwargsBase,
  id: 'cli.extra-kwargs-false',
  needsWords: true,
  title: 'false for an option that another name turns off',
  severity: 'warning',
  outcome: 'ignored',
  why: 'Keys with false or null are omitted, so Megatron never receives them and keeps its default.',
  bad: [{ flags: `--extra_megatron_kwargs '{"bias_gelu_fusion": false}'` }],
  good: [
    { flags: `--extra_megatron_kwargs '{"no_bias_gelu_fusion": true}'` },
    { flags: `--extra_megatron_kwargs '{"log_progress": false}'` },
  ],
  check: createKeyCheck((facts, { name, value, option }, core) => {
    if (option || !isOmitted(value)) return undefined;
    const opposite = value === false ? core.byOpposite.get(name) : undefined;
    const hint = opposite
      ? `. Write ${opposite.name}: true to turn it off`
      : ', and Megatron has no option of that name';
    return {
      message: `${name} is omitted because its value is ${printValue(value)}${hint}.`,
      fixes: collectFixes(
        opposite && fixKey(facts, name, { name: opposite.name, value: true }),
        fixRemoveOption(facts, name),
      ),
    };
  }),
};
