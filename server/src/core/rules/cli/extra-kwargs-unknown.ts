import { fixRemoveOption } from '../../lint/extraKwargs';
import { collectFixes } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { findNearestNames } from '../../text/spelling';
import { createKeyCheck, extraKwargsBase, fixKey, isOmitted, toOptionText } from './extra-kwargs-common';

export const extraKwargsUnknown: Rule = {
  ...extraKwargsBase,
  id: 'cli.extra-kwargs-unknown',
  needsWords: true,
  title: 'Unknown Megatron-LM option',
  severity: 'error',
  outcome: 'rejected',
  why: 'Megatron’s parser exits with code 2 and `unrecognized arguments`, after the data was prepared. An option that is turned off by `--no-x` must be written as `no_x`.',
  bad: [{ flags: `--extra_megatron_kwargs '{"rampup_batchsize": [16, 16, 1000]}'` }],
  good: [
    { flags: `--extra_megatron_kwargs '{"rampup_batch_size": [16, 16, 1000]}'` },
    { flags: `--extra_megatron_kwargs '{"no-overlap-p2p-communication": true}'` },
  ],
  check: createKeyCheck((facts, { name, value, option }, core) => {
    if (option || isOmitted(value)) return undefined;
    const { catalog, release } = facts;
    const opposite = core.byOpposite.get(name);
    const otherCore = catalog.megatronByName.get(name);
    const names = core.options.map((each) => each.name);
    const suggestion = opposite || otherCore ? undefined : findNearestNames(name, names)[0];
    const hint = opposite
      ? ` It is on unless ${opposite.name} turns it off.`
      : otherCore
        ? ` It is an option of core ${otherCore.cores}.`
        : suggestion
          ? ` Did you mean ${suggestion}?`
          : '';
    return {
      message: `Megatron-LM core ${core.name}, which ms-swift ${release.version} uses, has no option ${toOptionText(name)}.${hint}`,
      fixes: collectFixes(
        suggestion ? fixKey(facts, name, { name: suggestion, value }) : undefined,
        fixRemoveOption(facts, name),
      ),
    };
  }),
};
