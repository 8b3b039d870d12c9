import { printValue } from '../../catalog/value';
import type { Change } from '../../config/edit';
import { findGiven } from '../../facts/givens';
import { fixRemoveOption, spanOfExtraKwarg } from '../../lint/extraKwargs';
import { collectFixes, fixOf } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { createKeyCheck, extraKwargsBase, isOmitted } from './extra-kwargs-common';

export const extraKwargsDup: Rule = {
  ...extraKwargsBase,
  id: 'cli.extra-kwargs-dup',
  needsWords: true,
  title: 'Flag set as an extra Megatron option',
  severity: 'warning',
  outcome: 'overridden',
  why: 'Keys take precedence over flags of the same name, and bypass what ms-swift itself does with the flag.',
  bad: [
    { flags: `--lr 1e-5 --extra_megatron_kwargs '{"lr": 1e-4}'` },
    { flags: `--extra_megatron_kwargs '{"seed": 7}'` },
  ],
  good: [{ flags: `--lr 1e-5 --extra_megatron_kwargs '{"log_progress": true}'` }],
  check: createKeyCheck((facts, { name, value, option }) => {
    const { forms } = facts.catalog.view(facts.release.version, facts.config.command);
    if (!option || isOmitted(value) || !forms.has(name)) return undefined;
    const given = findGiven(facts, name);
    const removeFix = fixRemoveOption(facts, name);
    const values = (Array.isArray(value) ? value : [value]).map(printValue);
    const change: Change = { op: 'set', flag: name, values };
    const moveFix = fixOf(`Set it with the flag ${name}`, ...(removeFix?.changes ?? []), change);
    if (!given)
      return {
        severity: 'hint',
        outcome: 'risky',
        message: `${name} is also a flag of ms-swift. As a key it bypasses the checks and derived values of ms-swift.`,
        fixes: [moveFix],
      };
    return {
      message: `${name} is given again as a key of the extra options, which takes precedence over the flag.`,
      span: given.entry.fullSpan,
      related: [{ span: spanOfExtraKwarg(facts, name) ?? given.entry.fullSpan, message: `this ${name} takes effect` }],
      fixes: collectFixes(moveFix, removeFix),
    };
  }),
};
