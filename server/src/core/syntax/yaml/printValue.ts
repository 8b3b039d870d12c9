import { pythonScalar } from '../pyyaml/scalar';

/** Values as they are written into a YAML file, so that the trainer gets them back. */
export const valueText = (values: readonly string[]): string =>
  values.length === 1 ? scalarText(values[0] ?? '') : `[${values.map(itemText).join(', ')}]`;

/** Plain where YAML reads the same text back, or a boolean or number that the flag takes; quoted otherwise. */
export function scalarText(value: string): string {
  const { type, text } = pythonScalar(value);
  const isSame =
    type === 'str' ||
    text === value ||
    (type === 'bool' && /^(?:true|false)$/i.test(value)) ||
    (type === 'float' && Number(text) === Number(value));
  return isSame && isPlain(value) ? value : inQuotes(value);
}

/** An item of a list has to be text: the launcher stops at any other. */
export const itemText = (value: string): string =>
  pythonScalar(value).type === 'str' && isPlain(value) ? value : inQuotes(value);

const isPlain = (value: string): boolean =>
  /^[\w./~-][\w./~+ #@=-]*$/.test(value) && !/ #|^-(?:\s|$)/.test(value) && value.trim() === value;

/** Quoted as in JSON, with the line breaks that only YAML knows written as escapes. */
const inQuotes = (value: string): string =>
  JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
