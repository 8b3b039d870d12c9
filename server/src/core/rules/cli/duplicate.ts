import { isInJoined } from '../../config/joinConfigs';
import type { Facts } from '../../facts/facts';
import { findGiven, type GivenFlag } from '../../facts/givens';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

export const duplicate: Rule = {
  id: 'cli.duplicate',
  needsWords: true,
  title: 'Duplicate flag',
  severity: 'warning',
  outcome: 'overridden',
  releases: '3.7+',
  why: 'The last occurrence wins. Lists are replaced as well, never extended: `--dataset a --dataset b` trains on b alone.',
  source: 'CPython Lib/argparse.py, _StoreAction',
  bad: [
    { flags: '--lr 1e-4 --lr 1e-5' },
    { flags: '--dataset a --dataset b' },
    { flags: '--padding_free true --no_padding_free', wordsOnly: true },
    { flags: '--save_interval 10 --save_interval 10' },
  ],
  good: [{ flags: '--lr 1e-5' }, { flags: '--dataset a b' }],
  checkFlag: (given, facts) => reportOverridden(facts, given),
};

function reportOverridden(facts: Facts, given: GivenFlag): Found[] {
  const name = given.flag?.name ?? '';
  const later = findGiven(facts, name);
  // `yaml.cli-override` reports flags that a command and its config file both set.
  if (!later || later === given || isInJoined(later.entry.key) !== isInJoined(given.entry.key)) return [];
  const listNote = given.form?.list ? ' A list is replaced, not extended.' : '';
  const isSame = given.value !== undefined && JSON.stringify(given.value) === JSON.stringify(later.value);
  return [
    {
      ...(isSame
        ? { severity: 'hint', outcome: 'style', message: `${name} is given again below with the same value.` }
        : { message: `${name} is given again below, and the last one wins.${listNote}` }),
      span: given.entry.fullSpan,
      flags: [name],
      related: [{ span: later.entry.fullSpan, message: `this ${name} takes effect` }],
      fixes: [{ ...fixRemove(given.entry, `this ${name}`), safe: true }],
    },
  ];
}
