/** A part of a picture with its size, in pixels. */
export interface Drawing {
  svg: string;
  width: number;
  height: number;
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes a text for XML, and drops the characters that XML does not allow. */
export const escapeXml = (text: string): string =>
  text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '').replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

/** Writes an element. `content` is markup. */
export function writeElement(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeXml(typeof value === 'number' ? formatLength(value) : value)}"`],
  );
  return content === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${content}</${name}>`;
}

const formatLength = (value: number): string => String(Math.round(value * 100) / 100);

/** Writes a text at a position. */
export const writeText = (text: string, x: number, y: number, attributes: Attributes = {}): string =>
  writeElement('text', { x, y, ...attributes }, escapeXml(text));

/** Moves a drawing. */
export const moveTo = (x: number, y: number, { svg }: Drawing): string =>
  writeElement('g', { transform: `translate(${formatLength(x)} ${formatLength(y)})` }, svg);
