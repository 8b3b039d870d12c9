import { contains, type Span } from '../config/config';
import type { Document } from '../document/document';

/** A place to go to: in this text, or the beginning of another one by name. */
export type Place = { span: Span } | { file: string };

/** Where the word under the cursor is defined: assignments of a variable, or the config file that a command names. */
export function definition(document: Document, offset: number): Place[] {
  const file = fileLinks(document).find(({ span }) => contains(span, offset));
  if (file) return [{ file: file.file }];
  return usesAt(document, offset)
    .filter(({ writes }) => writes)
    .map(({ span }) => ({ span }));
}

/** Every place where the variable under the cursor is written or read. */
export const references = (document: Document, offset: number): Span[] =>
  usesAt(document, offset).map(({ span }) => span);

/** The names of config files in commands, as links. */
export const fileLinks = ({ reading }: Document): { span: Span; file: string }[] =>
  reading.configs.flatMap(({ uses }) => (uses?.value === undefined ? [] : [{ span: uses.span, file: uses.value }]));

function usesAt({ syntax, text }: Document, offset: number) {
  const uses = syntax.variablesIn(text);
  const name = uses.find(({ span }) => contains(span, offset))?.name;
  return uses.filter((use) => use.name === name);
}
