import { fixWrite } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

export const listComma: Rule = {
  id: 'cli.list-comma',
  title: 'A list written with commas',
  severity: 'warning',
  outcome: 'risky',
  releases: '3.7-4.5',
  why: 'Lists are separated by blanks. Commas and brackets stay in the text: the whole is one item, and names in it are found nowhere.',
  source: 'CPython Lib/argparse.py, nargs +',
  bad: [{ flags: '--target_modules linear_qkv,linear_proj' }],
  good: [{ flags: '--target_modules linear_qkv linear_proj' }],
  check: (facts) =>
    facts.givenFlags.flatMap(({ entry, form, flag }): Found[] => {
      const [scalar] = entry.values;
      const text = scalar?.value;
      if (!flag || !form?.list || form.type !== 'string' || entry.values.length !== 1 || text === undefined) return [];
      if (!/,|^\[/.test(text) || /[{}/:]/.test(text)) return [];
      const items = text
        .replace(/^\[|\]$/g, '')
        .split(',')
        .map((item) => item.trim().replace(/^["']|["']$/g, ''))
        .filter((item) => item !== '');
      const fix = fixWrite(`Separate by blanks: ${items.join(' ')}`, entry, items);
      return [
        {
          message: `${flag.name} is separated by blanks; \`${text}\` is one single item.`,
          span: scalar?.span ?? entry.fullSpan,
          flags: [flag.name],
          fixes: items.length > 0 ? [fix] : [],
        },
      ];
    }),
};
