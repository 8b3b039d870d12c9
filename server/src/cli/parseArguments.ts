import { parseArgs } from 'node:util';
import { findNearestNames } from '../core/text/spelling';
import type { Command, Option, Options, Values } from './command';
import { UsageError } from './usageError';

/** The arguments of a call. `help` asks for the page of the command instead. */
export interface ParsedArguments {
  values: Values<Options>;
  positionals: string[];
  help: boolean;
}

/** An option as the user wrote it. */
interface WrittenOption {
  rawName: string;
  value?: string | undefined;
  /** The value was written as `--name=value`. */
  inlineValue?: boolean | undefined;
}

/** Parses the arguments of a command. Every message names the option, and the nearest one that exists. */
export function parseArguments(command: Command, argv: readonly string[]): ParsedArguments {
  const { options } = command;
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type }])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const positionals: string[] = [];
  const given = new Map<string, (string | true)[]>();
  let help = false;
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    if (token.rawName === '--help' || token.rawName === '-h') help = true;
    else if (Object.hasOwn(options, token.name) && token.rawName.startsWith('--'))
      given.set(token.name, [...(given.get(token.name) ?? []), readValue(options[token.name] as Option, token)]);
    else if (command.takesFlags) positionals.push(token.rawName);
    else throw new UsageError(describeUnknownOption(command, token.rawName));
  }
  if (command.usage === '' && positionals.length > 0 && !help)
    throw new UsageError(`${command.name} takes no argument "${positionals[0]}"`);
  const values = Object.entries(options).map(([name, option]) => [name, combineValues(option, given.get(name))]);
  return { values: Object.fromEntries(values), positionals, help };
}

function readValue(option: Option, { rawName, value, inlineValue }: WrittenOption): string | true {
  if (option.type === 'boolean') {
    if (value !== undefined) throw new UsageError(`${rawName} is a switch and takes no value`);
    return true;
  }
  const isMissing = value === undefined || (!inlineValue && value.startsWith('-') && value !== '-');
  if (isMissing) throw new UsageError(`${rawName} needs a value: ${option.choices?.join(', ') ?? option.value}`);
  if (option.choices && !option.choices.includes(value))
    throw new UsageError(
      `${rawName} must be one of ${option.choices.join(', ')}, not "${value}"${suggestNames(value, option.choices)}`,
    );
  return value;
}

function combineValues({ type, multiple, default: preset }: Option, given: readonly (string | true)[] = []) {
  if (type === 'boolean') return given.length > 0;
  return multiple ? given : (given.at(-1) ?? preset);
}

function describeUnknownOption({ name, options }: Command, rawName: string): string {
  const names = Object.keys(options).map((option) => `--${option}`);
  return `${name} has no option ${rawName}${suggestNames(rawName, names) || '.'} See preflight ${name} --help`;
}

/** Returns `; did you mean A or B?` for a misspelled name, or nothing. */
export function suggestNames(name: string, candidates: readonly string[]): string {
  const byKey = new Map(candidates.map((candidate) => [candidate.replaceAll('-', '_'), candidate]));
  const nearest = findNearestNames(name, byKey.keys()).map((key) => byKey.get(key));
  return nearest.length > 0 ? `; did you mean ${nearest.join(' or ')}?` : '';
}
