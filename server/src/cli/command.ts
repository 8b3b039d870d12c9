import type { Service } from '../core/service';
import type { Output } from './output';
import type { Variables } from './style';

/** An option of a command, as it is parsed and explained. */
export interface Option {
  type: 'string' | 'boolean';
  /** May be given several times. */
  multiple?: true;
  /** The name of its value in the help, such as `FILE`. */
  value?: string;
  /** The only values that it takes. */
  choices?: readonly string[];
  default?: string;
  summary: string;
}

export type Options = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O extends { type: 'boolean' }
  ? boolean
  : O extends { multiple: true }
    ? readonly string[]
    : O extends { choices: readonly (infer Choice)[]; default: string }
      ? Choice
      : O extends { default: string }
        ? string
        : string | undefined;

/** The values of options. A switch that is not given is false, and an option without a default is undefined. */
export type Values<O extends Options> = { [Name in keyof O]: ValueOf<O[Name]> };

/** The sources of all answers, each read when first needed. */
export interface Sources {
  service: () => Service;
  /** The pages of all rules; undefined if they are missing. */
  rulePages: () => string | undefined;
}

/** One call of a command. */
export interface Call<O extends Options> extends Sources {
  values: Values<O>;
  positionals: readonly string[];
  output: Output;
  /** The output for messages about the call itself. */
  errors: Output;
  env: Variables;
}

/** The exit code; undefined if the process goes on and decides itself. */
export type ExitCode = number | undefined;

/** A command of the command line. Its help and its parser follow from it. */
export interface Command<O extends Options = Options> {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** The arguments after the name, such as `PATH...`. */
  usage: string;
  /** Further facts for its own page of help. */
  notes?: readonly string[];
  options: O;
  examples: readonly (readonly [commandLine: string, meaning: string])[];
  /** Unknown options are arguments, since names of flags may be given with their dashes. */
  takesFlags?: true;
  run(call: Call<O>): ExitCode | Promise<ExitCode>;
}

/** Declares a command, whose function gets the values of its own options. */
export const defineCommand = <const O extends Options>(command: Command<O>): Command => command as Command;
