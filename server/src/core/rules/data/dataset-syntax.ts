import type { Entry, Scalar } from '../../config/config';
import { findGiven } from '../../facts/givens';
import { collectFixes, fixValue } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

const DATASET_FLAGS = ['dataset', 'val_dataset'];
const HUBS = ['hf', 'ms'];

/** Common abbreviations of a thousand and a million. */
const COUNT_UNITS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6 };

/** Counts that mean all samples, which is what an item without a count means. */
const ALL_SAMPLES = ['', 'all'];

export const datasetSyntax: Rule = {
  id: 'data.dataset-syntax',
  title: 'Dataset with an unknown hub or sample count',
  severity: 'warning',
  outcome: 'risky',
  releases: '3.7+',
  why: 'An item is hub::id:subset/subset#number. The hub is hf or ms, and any other value there is dropped silently. The number of samples to use follows the last # as an integer, unless a file has the entire item as its name.',
  source: 'swift/llm/dataset/loader.py:73 of 3.8.1, DatasetSyntax.parse',
  bad: [
    { flags: '--dataset AI-ModelScope/alpaca-gpt4-data-zh#5k' },
    { flags: "--dataset 'AI-ModelScope/alpaca-gpt4-data-zh#all'" },
    { flags: '--dataset swift/self-cognition#1e3' },
    { flags: '--dataset swift/self-cognition#2,000' },
    { flags: '--dataset swift/self-cognition#10%' },
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
  const report = (message: string, replacement: string | undefined): Found[] => [
    {
      message,
      span: scalar.span,
      flags: [name],
      fixes: replacement === undefined ? [] : collectFixes(fixValue(entry, scalar, replacement)),
    },
  ];
  const [, hub, id = ''] = /^([\w-]*)::(.*)$/.exec(text) ?? [];
  if (hub !== undefined && !HUBS.includes(hub.toLowerCase()))
    return report(`\`${hub}\` is not a hub, so the dataset is looked up in the default one. Use hf or ms.`, id);
  const [, dataset = '', count] = /^(.+)#([^#]*)$/.exec(text) ?? [];
  // A dot or a slash after the # belongs to a file name.
  if (count === undefined || /[./]/.test(count) || /^\s*[+-]?\d[\d_]*\s*$/.test(count)) return [];
  return report(
    `The number of samples after #, \`${count}\`, is not an integer, and the run stops if no file has this name.`,
    correctCount(dataset, count),
  );
}

/** The item with its count as an integer; undefined where only the user knows the number. */
function correctCount(dataset: string, count: string): string | undefined {
  if (ALL_SAMPLES.includes(count.trim().toLowerCase())) return dataset;
  if (/^\d{1,3}(,\d{3})+$/.test(count)) return `${dataset}#${count.replaceAll(',', '')}`;
  if (/^\d+e\d$/i.test(count)) return `${dataset}#${Number(count)}`;
  const [, number, unit = ''] = /^(\d+)([km])$/i.exec(count) ?? [];
  return number && `${dataset}#${Number(number) * (COUNT_UNITS[unit.toLowerCase()] ?? 1)}`;
}
