import type { EntryText, RunText } from '../runText';
import { printListItem, printScalar, printValues } from './printValue';

/** Prints a run as a config file, from which the launcher makes the same arguments. */
export function printYamlFile({ comments, entries }: RunText): string {
  const variables = entries.filter(({ kind }) => kind === 'env');
  const flags = entries.filter(({ kind }) => kind === 'flag');
  const lines = [
    ...comments,
    ...(variables.length > 0 ? ['ENV:', ...variables.flatMap((entry) => printEntry(entry, '  '))] : []),
    ...flags.flatMap((entry) => printEntry(entry, '')),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function printEntry(entry: EntryText, indent: string): string[] {
  const { name, above, behind } = entry;
  const line = `${name}: ${printEntryValues(entry)}${behind === undefined ? '' : `  ${behind}`}`;
  return [...above, line].map((each) => indent + each);
}

/** Prints values so that the launcher passes the same text, or another spelling of the same number or boolean. */
function printEntryValues({ values, isNumeric }: EntryText): string {
  const [value] = values;
  if (value === undefined || values.length > 1) return printValues(values);
  return isNumeric ? printScalar(value) : printListItem(value);
}
