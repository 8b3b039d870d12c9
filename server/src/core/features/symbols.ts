import type { Config, Entry, Scalar, Span } from '../config/config';
import { isCommandLine } from '../config/lookup';
import type { Document } from '../document/document';

/** One line of an outline. */
export interface DocumentSymbol {
  name: string;
  /** The value, as it is written. */
  detail: string;
  kind: 'command' | 'flag' | 'variable';
  span: Span;
  /** What is selected when the user goes there. */
  at: Span;
  children: DocumentSymbol[];
}

/**
 * The commands of a script with their flags and variables. The keys of a config file are in the outline already, by
 * whatever else reads that language in the editor.
 */
export const provideSymbols = ({ reading, syntax }: Document): DocumentSymbol[] =>
  reading.configs.filter(isCommandLine).map((config) => ({
    name: `megatron ${config.command}`,
    detail: formatValues(modelValuesOf(config)),
    kind: 'command',
    span: config.fullSpan,
    at: config.head,
    // What stands above the command, or in an array, belongs to other lines of the outline.
    children: [...config.variables, ...config.flags]
      .filter(({ fullSpan: whole }) => config.fullSpan.start <= whole.start && whole.end <= config.fullSpan.end)
      .sort((a, b) => a.fullSpan.start - b.fullSpan.start)
      .map((entry) => toEntrySymbol(entry, syntax.label)),
  }));

const modelValuesOf = (config: Config): readonly Scalar[] =>
  config.flags.findLast(({ name }) => name === 'model')?.values ?? [];

const formatValues = (values: readonly Scalar[]): string => {
  const text = values.map((scalar) => scalar.text).join(' ');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

const toEntrySymbol = (
  { kind, name, key, values, fullSpan: whole }: Entry,
  label: (name: string) => string,
): DocumentSymbol => ({
  name: kind === 'env' ? name : label(name),
  detail: formatValues(values),
  kind: kind === 'env' ? 'variable' : 'flag',
  span: whole,
  at: key,
  children: [],
});
