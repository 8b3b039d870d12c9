import { fixWrite } from '../../lint/fix';
import type { Rule } from '../../lint/rule';

/** Lists of free text, in which commas and brackets are ordinary characters. */
const FREE_TEXT_FLAGS = new Set(['model_author', 'model_name', 'new_special_tokens', 'stop_words']);

export const listComma: Rule = {
  id: 'cli.list-comma',
  needsWords: true,
  title: 'List with commas',
  severity: 'warning',
  outcome: 'risky',
  releases: '3.7+',
  why: 'Lists are separated by spaces. Commas and brackets remain part of the text: the full text is a single item, and the names in it are not found.',
  source: 'CPython Lib/argparse.py, nargs +',
  bad: [{ flags: '--target_modules linear_qkv,linear_proj' }],
  good: [{ flags: '--target_modules linear_qkv linear_proj' }, { flags: '--new_special_tokens [EOS]' }],
  checkFlag: ({ entry, form, flag }) => {
    const [scalar] = entry.values;
    const text = scalar?.value;
    if (!flag || !form?.list || form.type !== 'string' || entry.values.length !== 1 || text === undefined) return [];
    if (FREE_TEXT_FLAGS.has(flag.name) || !/,|^\[/.test(text) || /[{}/:]/.test(text)) return [];
    const items = splitItems(text);
    const fix = fixWrite(`Separate by spaces: ${items.join(' ')}`, entry, items);
    return [
      {
        message: `\`${text}\` is a single item of ${flag.name}. Separate the items by spaces.`,
        span: scalar?.span ?? entry.fullSpan,
        flags: [flag.name],
        fixes: items.length > 0 ? [fix] : [],
      },
    ];
  },
};

const splitItems = (text: string): string[] =>
  text
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((item) => item.trim().replace(/^["']|["']$/g, ''))
    .filter((item) => item !== '');
