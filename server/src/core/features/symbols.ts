import type { Config, Entry, Scalar, Span } from '../config/config';
import { isCommandLine, nameOfCommand } from '../config/lookup';
import type { Document } from '../document/document';
import type { SecretFinder } from '../text/secrets';

/** A symbol of the outline. */
export interface DocumentSymbol {
  name: string;
  /** The values as written, without secrets. */
  detail: string;
  kind: 'command' | 'flag' | 'variable';
  span: Span;
  /** The span to select when the user opens the symbol. */
  at: Span;
  children: DocumentSymbol[];
}

/** Provides the commands of a script with their flags and variables, and the flags and variables of a config file. */
export const provideSymbols = (document: Document): DocumentSymbol[] =>
  document.reading.configs
    .filter(({ variant }) => variant === undefined)
    .flatMap((config) =>
      isCommandLine(config) ? [toCommandSymbol(document, config)] : toEntrySymbols(document, config),
    );

const toCommandSymbol = (document: Document, config: Config): DocumentSymbol => ({
  name: nameOfCommand(config.command),
  detail: formatValues(modelValuesOf(config), document.secrets().mask),
  kind: 'command',
  span: config.fullSpan,
  at: config.head,
  children: toEntrySymbols(document, config),
});

/** The entries in the order of the text. Those above a command or in an array are outside its span. */
const toEntrySymbols = ({ syntax, secrets }: Document, config: Config): DocumentSymbol[] =>
  [...config.variables, ...config.flags]
    .filter(({ fullSpan }) => config.fullSpan.start <= fullSpan.start && fullSpan.end <= config.fullSpan.end)
    .sort((a, b) => a.fullSpan.start - b.fullSpan.start)
    .map((entry) => toEntrySymbol(entry, syntax.label, secrets()));

const modelValuesOf = (config: Config): readonly Scalar[] =>
  config.flags.findLast(({ name }) => name === 'model')?.values ?? [];

const formatValues = (values: readonly Scalar[], mask: (text: string) => string): string => {
  const text = mask(values.map((scalar) => scalar.text).join(' '));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

const toEntrySymbol = (
  { kind, name, key, values, fullSpan }: Entry,
  label: (name: string) => string,
  { mask }: SecretFinder,
): DocumentSymbol => ({
  name: kind === 'env' ? name : label(name),
  detail: formatValues(values, mask),
  kind: kind === 'env' ? 'variable' : 'flag',
  span: fullSpan,
  at: key,
  children: [],
});
