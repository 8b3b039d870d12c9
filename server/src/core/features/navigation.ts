import type { Span } from '../config/config';
import { containsOffset } from '../config/lookup';
import type { Document } from '../document/document';

/** The target of a definition request: a span of this text, or the beginning of another file by name. */
export type DefinitionLocation = { span: Span } | { file: string };

/** Finds the definitions at an offset: the assignments of a variable, or the config file that a command names. */
export function findDefinition(document: Document, offset: number): DefinitionLocation[] {
  const file = findFileLinks(document).find(({ span }) => containsOffset(span, offset));
  if (file) return [{ file: file.file }];
  return findVariableUses(document, offset)
    .filter(({ isWrite }) => isWrite)
    .map(({ span }) => ({ span }));
}

/** Finds every read and write of the variable at an offset. */
export const findReferences = (document: Document, offset: number): Span[] =>
  findVariableUses(document, offset).map(({ span }) => span);

/** Finds the names of config files in commands, as links. */
export const findFileLinks = ({ reading }: Document): { span: Span; file: string }[] =>
  reading.configs.flatMap(({ configFile }) =>
    configFile?.value === undefined ? [] : [{ span: configFile.span, file: configFile.value }],
  );

function findVariableUses({ syntax, text }: Document, offset: number) {
  const uses = syntax.findVariableUses(text);
  const name = uses.find(({ span }) => containsOffset(span, offset))?.name;
  return uses.filter((use) => use.name === name);
}
