import type { Config } from '../../config/config';
import type { Edit } from '../../config/edit';
import { nameOfCommand } from '../../config/lookup';
import { indentOf, lineBreakOf, startOfLine } from '../../text/lines';
import { quoteWord } from '../../text/shellQuote';
import type { EntryText, RunText } from '../runText';
import { addCommentAbove } from './comment';

const INDENT = '    ';

/**
 * Prints a run as a script. Flags with comments are in an array, since no comment may stand inside a continued command.
 * The caller's variables keep their precedence, as over those of a config file.
 */
export function printShellFile({ command, comments, entries }: RunText): string | undefined {
  const variables = entries.filter(({ kind }) => kind === 'env').map(printDefault);
  if (variables.some((variable) => variable === undefined)) return undefined;
  const flags = entries.filter(({ kind }) => kind === 'flag');
  const hasComments = flags.some(({ above, behind }) => above.length > 0 || behind !== undefined);
  const ofVariables = entries.filter(({ kind }) => kind === 'env').flatMap(listComments);
  const words = hasComments ? ['"$' + '{args[@]}"'] : flags.map(printFlagWords);
  const start = nameOfCommand(command);
  const run = hasComments ? [...variables, `${start} ${words.join('')}`] : [...variables, start, ...indentAll(words)];
  return [
    '#!/usr/bin/env bash',
    ...comments,
    ...ofVariables,
    ...(hasComments ? ['args=(', ...indentAll(flags.flatMap(printArrayLines)), ')'] : []),
    run.join(' \\\n'),
    '',
  ].join('\n');
}

/** Prints a run in place of the name of its config file. Its comments go above the command. */
export function printShellInPlace(text: string, config: Config, { comments, entries }: RunText): Edit[] | undefined {
  const { configFile, head } = config;
  if (!configFile || configFile.span.start < head.end || entries.some(({ kind }) => kind === 'env')) return undefined;
  const separator = ` \\${lineBreakOf(text)}${indentOf(text, startOfLine(text, config.fullSpan.start))}${INDENT}`;
  const newText = entries.map((entry) => separator + printFlagWords(entry)).join('');
  const all = [...comments, ...entries.flatMap(listComments)].map((comment) => comment.replace(/^#+\s*/, ''));
  return [{ span: { start: head.end, end: configFile.span.end }, newText }, ...addCommentAbove(text, config, all)];
}

const indentAll = (lines: readonly string[]): string[] => lines.map((line) => INDENT + line);

const printFlagWords = ({ name, values }: EntryText): string => [`--${name}`, ...values].map(quoteWord).join(' ');

const printArrayLines = (entry: EntryText): string[] => [
  ...entry.above,
  `${printFlagWords(entry)}${entry.behind === undefined ? '' : `  ${entry.behind}`}`,
];

/** Prints a variable that the caller may set; undefined for a value that needs quotes inside the braces. */
function printDefault({ name, values: [value = ''] }: EntryText): string | undefined {
  return /^[A-Za-z_]\w*$/.test(name) && /^[\w%+=:,./-]*$/.test(value) ? `${name}=$` + `{${name}-${value}}` : undefined;
}

/** Lists the comments of an entry; one at the end of its line is preceded by the name. */
const listComments = ({ name, above, behind }: EntryText): string[] => [
  ...above,
  ...(behind === undefined ? [] : [`# ${name}: ${behind.replace(/^#+\s*/, '')}`]),
];
