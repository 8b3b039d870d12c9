import type { Value } from '../../catalog/types';
import { isMap, printValue } from '../../catalog/value';
import { findGiven } from '../../facts/givens';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

export const datasetInfo: Rule = {
  id: 'data.dataset-info',
  title: 'Dataset descriptions that are not a list',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'Each value is JSON text or the path of a JSON file and contains a list with one map for each dataset. A map without a list is treated as a list of its keys.',
  source: 'swift/llm/dataset/register.py of 3.8.1, register_dataset_info; swift/dataset/register.py of 4.2.3',
  bad: [
    { flags: `--custom_dataset_info '{"ms_dataset_id": "me/data"}'` },
    { flags: '--custom_dataset_info 1', release: '4.2.3' },
  ],
  good: [
    { flags: `--custom_dataset_info '[{"ms_dataset_id": "me/data"}]'` },
    { flags: '--custom_dataset_info dataset_info.json' },
    { flags: `--custom_dataset_info '[]' '{}'` },
  ],
  check: (facts) => {
    const given = findGiven(facts, 'custom_dataset_info');
    return (given?.parsedValues ?? []).flatMap((parsed, index): Found[] => {
      const scalar = given?.entry.values[index];
      // A value that is not JSON is the path of a file with unknown content.
      if (!given || !scalar || !parsed?.ok || parsed.value === scalar.value || isDescriptionList(parsed.value))
        return [];
      return [
        {
          message: `custom_dataset_info must be a list with one map for each dataset, but \`${printValue(parsed.value)}\` is not. Put it in [ ].`,
          span: scalar.span,
          flags: ['custom_dataset_info'],
          fixes: [fixRemove(given.entry, 'custom_dataset_info')],
        },
      ];
    });
  },
};

/** Whether a value is a list of maps, or is empty and therefore registers no dataset. */
const isDescriptionList = (value: Value): boolean =>
  Array.isArray(value) ? value.every(isMap) : value === '' || (isMap(value) && Object.keys(value).length === 0);
