import type { Span } from '../config/config';
import { containsOffset } from '../config/lookup';
import type { Document } from '../document/document';

/** A place to go to: in this text, or the beginning of another one by name. */
export type DefinitionLocation = { span: Span } | { file: string };

/** Where the word under the cursor is defined: assignments of a variable, or the config file that a command names. */
export function findDefinition(document: Document, offset: number): DefinitionLocation[] {
  const file = findFileLinks(document).find(({ span }) => containsOffset(span, offset));
  if (file) return [{ file: file.file }];
  return findVariableUses(document, offset)
    .filter(({ isWrite }) => isWrite)
    .map(({ span }) => ({ span }));
}

/** Every place where the variable under the cursor is written or read. */
export const findReferences = (document: Document, offset: number): Span[] =>
  findVariableUses(document, offset).map(({ span }) => span);

/** The names of config files in commands, as links. */
export const findFileLinks = ({ reading }: Document): { span: Span; file: string }[] =>
  reading.configs.flatMap(({ configFile: uses }) =>
    uses?.value === undefined ? [] : [{ span: uses.span, file: uses.value }],
  );

function findVariableUses({ syntax, text }: Document, offset: number) {
  const uses = syntax.findVariableUses(text);
  const name = uses.find(({ span }) => containsOffset(span, offset))?.name;
  return uses.filter((use) => use.name === name);
}
