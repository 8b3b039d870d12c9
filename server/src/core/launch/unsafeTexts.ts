import type { Config } from '../config/config';
import { entriesOf, variablesOf } from '../config/lookup';
import type { LaunchSettings } from './plan';
import { isVariableName } from './variableNames';

/**
 * Returns the reasons why no plan can carry the texts of a config and a target unchanged. They do not depend on the
 * findings of rules, which a comment or a setting can turn off.
 */
export function findUnsafeTexts(config: Config, target: unknown, settings: LaunchSettings): string[] {
  const names = [...variablesOf(config), ...settings.variables].map(({ name }) => name);
  const invalidNames = [...new Set(names)].filter((name) => !isVariableName(name));
  const texts: [label: string, text: string][] = [
    ...entriesOf(config).flatMap(({ name, values }) => [
      ['A name', name] satisfies [string, string],
      ...values.map(({ value = '' }): [string, string] => [`The value of ${printName(name)}`, value]),
    ]),
    ...config.positionals.map(({ value = '' }): [string, string] => ['An argument of the command', value]),
    ['The name of the config file', `${config.configFile?.value ?? ''}${settings.configFile?.name ?? ''}`],
    ['The path of the file', `${settings.file}${settings.name}${settings.directory}${settings.storage}`],
    ...textsOf(target).map((text): [string, string] => ['A setting of the target', text]),
  ];
  return [
    ...invalidNames.map(
      (name) =>
        `${printName(name)} is not a valid name of a variable, so no job can set it. Use letters, digits and underscores, and begin with a letter or an underscore.`,
    ),
    ...new Set(texts.flatMap(([label, text]) => describeUnsafeText(label, text))),
  ];
}

/** Describes the characters of a text that no program can receive. */
export function describeUnsafeText(label: string, text: string): string[] {
  if (text.includes('\0')) return [`${label} contains the character NUL, which no program can receive. Remove it.`];
  return UNPAIRED_SURROGATE.test(text)
    ? [`${label} contains half of a character (an unpaired surrogate), which has no bytes. Remove it.`]
    : [];
}

const UNPAIRED_SURROGATE = /\p{Surrogate}/u;

/** Longest name that a message contains, in characters. */
const MAX_SHOWN_NAME_LENGTH = 60;

const printName = (name: string): string => {
  const shown = name.length > MAX_SHOWN_NAME_LENGTH ? `${name.slice(0, MAX_SHOWN_NAME_LENGTH)}…` : name;
  return isVariableName(shown) ? shown : JSON.stringify(shown);
};

/** Returns the keys and strings of plain data at any depth. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) => [key, ...textsOf(field)]);
}
