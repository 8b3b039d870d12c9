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

/**
 * Provides the commands of a script with their flags and variables. The keys of a config file are left to the editor's
 * own support for its language, which already lists them.
 */
export const provideSymbols = ({ reading, syntax, secrets }: Document): DocumentSymbol[] =>
  reading.configs
    .filter((config) => isCommandLine(config) && config.variant === undefined)
    .map((config) => ({
      name: nameOfCommand(config.command),
      detail: formatValues(modelValuesOf(config), secrets().mask),
      kind: 'command',
      span: config.fullSpan,
      at: config.head,
      // Entries above the command or in an array are outside the span of the command.
      children: [...config.variables, ...config.flags]
        .filter(({ fullSpan }) => config.fullSpan.start <= fullSpan.start && fullSpan.end <= config.fullSpan.end)
        .sort((a, b) => a.fullSpan.start - b.fullSpan.start)
        .map((entry) => toEntrySymbol(entry, syntax.label, secrets())),
    }));

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
