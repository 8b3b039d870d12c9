import type { Entry, Scalar } from '../../config/config';
import { findGiven } from '../../facts/givens';
import { collectFixes, fixValue } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

const DATASET_FLAGS = ['dataset', 'val_dataset'];
const HUBS = ['hf', 'ms'];

/** What people write for a thousand and a million. */
const COUNT_UNITS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6 };

export const datasetSyntax: Rule = {
  id: 'data.dataset-syntax',
  title: 'A dataset that is read otherwise than written',
  severity: 'warning',
  outcome: 'risky',
  releases: '3.7-4.5',
  why: 'An item is hub::id:subset/subset#number; hub is hf or ms, and any other word there is dropped without a message. Behind the last # stands how many samples to take, as a whole number, unless a file has that name as a whole.',
  source: 'swift/llm/dataset/loader.py:73 of 3.8.1, DatasetSyntax.parse',
  bad: [
    { flags: '--dataset AI-ModelScope/alpaca-gpt4-data-zh#5k' },
    { flags: "--dataset 'AI-ModelScope/alpaca-gpt4-data-zh#all'" },
    { flags: '--val_dataset swift/self-cognition#500 hg::tatsu-lab/alpaca', release: '4.5.2' },
  ],
  good: [
    { flags: '--dataset AI-ModelScope/LaTeX_OCR:human_handwrite#2000 hf::tatsu-lab/alpaca ./data#1.jsonl' },
    { flags: '--dataset swift/self-cognition' },
  ],
  check: (facts) =>
    DATASET_FLAGS.flatMap((name) => {
      const entry = findGiven(facts, name)?.entry;
      return entry?.values.flatMap((scalar) => checkItem(name, entry, scalar)) ?? [];
    }),
};

function checkItem(name: string, entry: Entry, scalar: Scalar): Found[] {
  const text = scalar.value;
  if (text === undefined) return [];
  const report = (message: string, to: string | undefined): Found[] => [
    {
      message,
      span: scalar.span,
      flags: [name],
      fixes: collectFixes(to === undefined ? undefined : fixValue(entry, scalar, to)),
    },
  ];
  const [, hub, id = ''] = /^([\w-]*)::(.*)$/.exec(text) ?? [];
  if (hub !== undefined && !HUBS.includes(hub.toLowerCase()))
    return report(`\`${hub}\` is no hub: hf and ms are. The data is looked for in the usual one.`, id);
  const [, dataset = '', count] = /^(.+)#([^#]*)$/.exec(text) ?? [];
  // A dot or a slash behind the sign belongs to the name of a file.
  if (count === undefined || /[./]/.test(count) || /^\s*[+-]?\d[\d_]*\s*$/.test(count)) return [];
  const [, number, unit = ''] = /^(\d+)([km])$/i.exec(count) ?? [];
  const samples = number && Number(number) * (COUNT_UNITS[unit.toLowerCase()] ?? 1);
  return report(
    `Behind # stands how many samples to take: \`${count}\` is no whole number, and the run stops if no file has this name.`,
    samples ? `${dataset}#${samples}` : dataset,
  );
}
