import { isInRange, type Release } from './release';

/** A text, whole or in parts that follow each other. */
export type Text = TextPart | TextPart[];

/** A part that holds for every release, or its wording by range of releases; it is silent about those outside the ranges. */
type TextPart = string | Readonly<Record<string, string>>;

/** Returns the wording of a text for a release: its parts with spaces between, unless a part begins a paragraph. */
export const textOfRelease = (text: Text, release: Release): string =>
  partsOfRelease(text, release).reduce(
    (joined, part) => (joined === '' || part.startsWith('\n') ? (joined + part).trimStart() : `${joined} ${part}`),
    '',
  );

/** Returns the parts of a text that hold for a release, such as the names of a list. */
export const partsOfRelease = (text: Text, release: Release): string[] =>
  (Array.isArray(text) ? text : [text]).flatMap((part) => {
    if (typeof part === 'string') return part;
    const range = Object.keys(part).find((each) => isInRange(release, each));
    return range === undefined ? [] : (part[range] ?? []);
  });

/** Returns the texts of a table that say something about a release, by the same keys. */
export const tableOfRelease = (texts: Readonly<Record<string, Text>>, release: Release): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts)
      .map(([key, text]) => [key, textOfRelease(text, release)] as const)
      .filter(([, text]) => text !== ''),
  );

/** The place of a declaration in the source code. */
export interface DeclarationPlace {
  path: string;
  line: number;
}

/**
 * Finds the declaration of a flag in a release. `places` lists each release in which it is at another place than before,
 * with `path:line`, or with the lines that it moved in the same file: `3.7.0 swift/a.py:131 3.8.0 +14`.
 */
export function findDeclaration(places: string, release: Release): DeclarationPlace | undefined {
  let place: DeclarationPlace | undefined;
  const words = places.split(' ');
  for (let at = 0; at + 1 < words.length && isInRange(release, `${words[at]}+`); at += 2) {
    const [path = '', line] = (words[at + 1] ?? '').split(':');
    if (line !== undefined) place = { path, line: Number(line) };
    else if (place) place = { ...place, line: place.line + Number(path) };
  }
  return place;
}
