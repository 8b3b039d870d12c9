import { toPythonScalar } from '../pyyaml/scalar';

/** Values as they are written into a YAML file, so that the trainer gets them back. */
export const printValues = (values: readonly string[]): string =>
  values.length === 1 ? printScalar(values[0] ?? '') : `[${values.map(printListItem).join(', ')}]`;

/** Plain where YAML reads the same text back, or a boolean or number that the flag takes; quoted otherwise. */
export function printScalar(value: string): string {
  const { type, text } = toPythonScalar(value);
  const isSame =
    type === 'str' ||
    text === value ||
    (type === 'bool' && /^(?:true|false)$/i.test(value)) ||
    (type === 'float' && Number(text) === Number(value));
  return isSame && isPlain(value) ? value : quoteAsJson(value);
}

/** An item of a list has to be text: the launcher stops at any other. */
export const printListItem = (value: string): string =>
  toPythonScalar(value).type === 'str' && isPlain(value) ? value : quoteAsJson(value);

const isPlain = (value: string): boolean =>
  /^[\w./~-][\w./~+ #@=-]*$/.test(value) && !/ #|^-(?:\s|$)/.test(value) && value.trim() === value;

/** Quoted as in JSON, with the line breaks that only YAML knows written as escapes. */
const quoteAsJson = (value: string): string =>
  JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
