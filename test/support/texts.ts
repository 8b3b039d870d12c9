import type { Text } from '../../server/src/core/catalog/texts';
import type { FlagTexts, VariableTexts } from '../../server/src/core/catalog/textTypes';

/** The texts that flags and variables share, and those of flags. */
type ExplainedTexts = Pick<FlagTexts, 'summary' | 'description'> &
  Partial<Pick<FlagTexts, 'values' | 'unit' | 'swiftExport'>> &
  Partial<Pick<VariableTexts, 'readBy'>>;

/** The texts of a flag or a variable by where they stand: `description`, `values.auto`. */
export const listTexts = (texts: ExplainedTexts): (readonly [at: string, text: Text])[] => [
  ['summary', texts.summary],
  ['description', texts.description],
  ...Object.entries(texts.values ?? {}).map(([word, text]) => [`values.${word}`, text] as const),
  ...(texts.unit === undefined ? [] : [['unit', texts.unit] as const]),
  ...(texts.readBy === undefined ? [] : [['readBy', texts.readBy] as const]),
  ...(texts.swiftExport ? listTexts(texts.swiftExport).map(([at, text]) => [`swiftExport.${at}`, text] as const) : []),
];

/** The parts of a text that differ between releases, by range. */
export const listVariants = (text: Text): Readonly<Record<string, string>>[] =>
  [text].flat().flatMap((part) => (typeof part === 'string' ? [] : [part]));

/** Every wording of the texts of a flag or a variable, for whatever release. */
export const listWordings = (texts: ExplainedTexts): string[] =>
  listTexts(texts).flatMap(([, text]) =>
    [text].flat().flatMap((part) => (typeof part === 'string' ? [part] : Object.values(part))),
  );
