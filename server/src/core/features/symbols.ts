import { type Config, type Entry, isCommandLine, type Scalar, type Span } from '../config/config';
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
export const symbols = ({ reading, syntax }: Document): DocumentSymbol[] =>
  reading.configs.filter(isCommandLine).map((config) => ({
    name: `megatron ${config.command}`,
    detail: shown(modelOf(config)),
    kind: 'command',
    span: config.whole,
    at: config.head,
    // What stands above the command, or in an array, belongs to other lines of the outline.
    children: [...config.variables, ...config.flags]
      .filter(({ whole }) => config.whole.start <= whole.start && whole.end <= config.whole.end)
      .sort((a, b) => a.whole.start - b.whole.start)
      .map((entry) => ofEntry(entry, syntax.label)),
  }));

const modelOf = (config: Config): readonly Scalar[] =>
  config.flags.findLast(({ name }) => name === 'model')?.values ?? [];

const shown = (values: readonly Scalar[]): string => {
  const text = values.map((scalar) => scalar.text).join(' ');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

const ofEntry = ({ kind, name, key, values, whole }: Entry, label: (name: string) => string): DocumentSymbol => ({
  name: kind === 'env' ? name : label(name),
  detail: shown(values),
  kind: kind === 'env' ? 'variable' : 'flag',
  span: whole,
  at: key,
  children: [],
});
