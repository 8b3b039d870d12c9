import { toPythonScalar } from '../pyyaml/scalar';

/** Prints the values of a flag for a YAML file, so that the trainer reads the same values. */
export const printValues = (values: readonly string[]): string =>
  values.length === 1 ? printScalar(values[0] ?? '') : `[${values.map(printListItem).join(', ')}]`;

/** Prints a value plain when YAML reads the same text back, or an equivalent boolean or number; quoted otherwise. */
export function printScalar(value: string): string {
  const { type, text } = toPythonScalar(value);
  const isSame =
    type === 'str' ||
    text === value ||
    (type === 'bool' && /^(?:true|false)$/i.test(value)) ||
    (type === 'float' && Number(text) === Number(value));
  return isSame && isPlain(value) ? value : quoteAsJson(value);
}

/** Prints an item of a list, which must be text: the launcher fails on any other type. */
export const printListItem = (value: string): string =>
  toPythonScalar(value).type === 'str' && isPlain(value) ? value : quoteAsJson(value);

const isPlain = (value: string): boolean =>
  /^[\w./~-][\w./~+ #@=-]*$/.test(value) && !/ #|^-(?:\s|$)/.test(value) && value.trim() === value;

/** Quotes a value as in JSON, with the line breaks that exist only in YAML written as escapes. */
const quoteAsJson = (value: string): string =>
  JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
