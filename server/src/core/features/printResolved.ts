import type { Catalog } from '../catalog/types';
import type { Config } from '../config/config';
import { nameOfCommand } from '../config/lookup';
import type { Document } from '../document/document';
import { getFacts } from '../document/facts';
import type { Facts } from '../facts/facts';
import { describeElsewhere } from '../facts/platformVariables';
import { pluralize } from '../text/plural';
import { escapeControls } from '../text/printable';
import { toVariableName } from '../text/secretAssignments';
import { describeRelease } from './markdown/describeFlag';
import { formatLayoutLine } from './markdown/layout';
import { type Origin, type ResolvedArgument, type ResolvedVariable, resolveCommand } from './resolve';

/** One row of the resolved command as text for a shell. */
export interface ResolvedRow {
  text: string;
  /** The flag is given again later. */
  overridden: boolean;
  /** The file and line that the row comes from; absent for a comment. */
  origin?: string;
}

/**
 * Prints the resolved command for a shell: comments, then one command with a flag or a variable in each row. A value that
 * only the run knows is a reference that stops the shell while it is unset. `locate` names a position.
 */
export function describeResolved(
  catalog: Catalog,
  document: Document,
  config: Config,
  name: string,
  locate: (origin: Origin) => string,
  showSecrets = false,
): ResolvedRow[] {
  const { argv, env } = resolveCommand(catalog, document, config, showSecrets);
  const facts = getFacts(catalog, document, config);
  const formatOrigin = ({ variable, ...origin }: Origin): string =>
    escapeControls(`${locate(origin)}${variable ? ` (${variable})` : ''}`);
  const command = nameOfCommand(facts.config.command);
  const flagArguments = argv[0]?.value === facts.config.command ? argv.slice(1) : argv;
  const rows: ResolvedRow[] = [
    ...env.filter(isInCommand).map(({ name: variable, word, from }) => ({
      text: `${variable}=${word ?? referTo(variable)}`,
      overridden: false,
      origin: formatOrigin(from),
    })),
    { text: command, overridden: false },
    ...groupByFlag(flagArguments).map((flag) => ({
      text: `    ${printFlag(flag)}`,
      overridden: flag[0]?.overridden === true,
      origin: [...new Set(flag.map(({ from }) => formatOrigin(from)))].join(', '),
    })),
  ];
  // Each is short, since the document opens beside another one.
  const comments = [
    `${name}: resolved arguments of ${command}`,
    describeRelease(facts.release),
    ...describeGpus(facts),
    ...env.filter((each) => !isInCommand(each)).map((each) => explainOmission(each, formatOrigin)),
  ];
  return [
    ...comments.map((text) => ({ text: toComment(text), overridden: false })),
    ...rows.map((row, index) => (index < rows.length - 1 ? { ...row, text: `${row.text} \\` } : row)),
  ];
}

const VARIABLE_NAME = /^[A-Za-z_]\w*$/;

/** Whether a variable has an effect, and can be set before a command. */
const isInCommand = ({ name, overridden }: ResolvedVariable): boolean => !overridden && VARIABLE_NAME.test(name);

function explainOmission(
  { name, word, from, overridden }: ResolvedVariable,
  formatOrigin: (from: Origin) => string,
): string {
  const reason = overridden
    ? `without effect: ${name}=${word ?? 'a value of the run'}`
    : `${name} cannot be the name of a variable in a shell`;
  return `${reason} (${formatOrigin(from)})`;
}

/** Prints a flag with its values; an unknown one becomes a reference that is named after the flag. */
function printFlag(args: readonly ResolvedArgument[]): string {
  const [first] = args;
  const name = toVariableName((first?.value ?? '').replace(/^-+/, '').replace(/=.*/s, ''));
  return args.map(({ word }) => word ?? referTo(name)).join(' ');
}

/** Prints a reference to a variable. While it is unset, the shell prints the reason and runs nothing. */
const referTo = (name: string): string =>
  `"\${${VARIABLE_NAME.test(name) ? name : 'VALUE'}:?is only known when the script runs}"`;

/** Describes the number of GPUs, the settings elsewhere that would change it, and the launcher that decides it. */
function describeGpus(facts: Facts): string[] {
  if (facts.layout.worldSize === undefined) return [];
  const { launcher } = facts.config;
  const names = facts.sizeDefaults.flatMap((each) => each.names);
  return [
    formatLayoutLine(facts) || pluralize(facts.layout.worldSize, 'GPU'),
    ...(names.length === 0 ? [] : [`The number of GPUs holds unless ${describeElsewhere(names)}`]),
    ...(launcher && launcher !== 'none' ? [`The arguments of ${launcher} decide the number of GPUs`] : []),
  ];
}

/** The document can be pasted into a shell, so each comment must stay one line. */
const toComment = (text: string): string => `# ${escapeControls(text)}`;

/** Groups each flag with the values that follow it. */
function groupByFlag(args: readonly ResolvedArgument[]): ResolvedArgument[][] {
  const groups: ResolvedArgument[][] = [];
  for (const argument of args) {
    if (groups.length === 0 || argument.isFlag) groups.push([argument]);
    else groups.at(-1)?.push(argument);
  }
  return groups;
}
