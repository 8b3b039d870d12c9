import { listModelineWords } from '../../comments/modeline';
import type { Config } from '../../config/config';
import { applyEdits } from '../../config/edit';
import type { Document } from '../../document/document';
import type { RunText } from '../../syntax/runText';
import { baseName } from '../../text/baseName';
import { offer, type RefactorContext, type Refactoring, refuse } from './refactoring';
import { findDifference } from './sameRuns';

const KIND = 'toShell';

/** Writes a config file as a new script next to it, with the same arguments and the comments of the file. */
export function convertToScript(context: RefactorContext, document: Document, config: Config): Refactoring {
  const { script, read } = context;
  const alone = read(document.text, document.syntax, { ...document.context, neighbors: [] });
  const [own] = alone.reading.configs;
  const run = own && describeFile(alone, own);
  if (typeof run !== 'object') return refuse(KIND, run ?? 'The file cannot be read.');
  // A script that names the file tells its command.
  const command = document.joins.get(config)?.config.command ?? own?.command ?? config.command;
  const text = script.printFile?.({ ...run, command });
  if (text === undefined) return refuse(KIND, 'A variable of ENV needs quotes that its default cannot have.');
  const name = findScriptName(context, document);
  if (name === undefined) return refuse(KIND, 'All names for the new file are taken.');
  const changed = read(text, script, { ...document.context, neighbors: [] });
  const isOther = command === own?.command ? findDifference(context, alone, changed, false) : undefined;
  if (isOther !== undefined) return refuse(KIND, `The run would change: ${isOther}.`);
  return offer(KIND, [], { name, text });
}

/** Writes the flags of a config file into the command that names it. The file stays. */
export function convertToArguments(context: RefactorContext, document: Document, config: Config): Refactoring {
  const other = document.joins.get(config)?.other;
  if (!other) return refuse(KIND, `${config.configFile?.text ?? 'The config file'} cannot be read.`);
  const run = describeFile(other.document, other.config);
  if (typeof run !== 'object') return refuse(KIND, run);
  const known = new Set(listModelineWords(document.text, [config]).map(({ key }) => key));
  const comments = run.comments.flatMap((comment) => omitSettings(comment, known) ?? []);
  const edits = document.syntax.printInPlace?.(document.text, config, { ...run, comments });
  if (!edits) return refuse(KIND, 'ENV of the file, or the place of its name, has no counterpart in this command.');
  const after = context.read(applyEdits(document.text, edits), document.syntax, document.context);
  const difference = findDifference(context, document, after);
  if (difference !== undefined) return refuse(KIND, `The run would change: ${difference}.`);
  return offer(KIND, edits);
}

/**
 * Leaves out of a comment the settings that the script has itself, which decide about its command. Undefined if nothing is
 * left.
 */
function omitSettings(comment: string, known: ReadonlySet<string>): string | undefined {
  const words = listModelineWords(comment, []);
  const left = words.filter(({ key }) => !known.has(key));
  if (left.length === words.length) return comment;
  return left.length === 0 ? undefined : `# preflight: ${left.map(({ text }) => text).join(' ')}`;
}

/** The rules about files that the launcher does not accept, so that there are no arguments. */
const STOPPING_RULES: ReadonlySet<string> = new Set([
  'yaml.document',
  'yaml.empty-file',
  'yaml.env-shape',
  'yaml.interpolation',
  'yaml.list-nonstring',
  'yaml.syntax',
  'yaml.top-level',
]);

/** Describes what a config file contains, or the reason for which its arguments are not known. */
function describeFile({ text, syntax, reading }: Document, config: Config): RunText | string {
  const comments = syntax.findComments?.(text, config);
  const { flags, variables, lateVariables = [] } = config;
  const broken = [...reading.problems, ...config.problems].find(({ rule }) => STOPPING_RULES.has(rule));
  if (broken) return `The file has an error: ${broken.message}.`;
  if (!comments || config.mayHaveMoreFlags) return 'The file has an error.';
  const unknown = [...flags, ...variables].find(({ values }) => values.some(({ value }) => value === undefined));
  if (unknown) return `The value of ${unknown.name} is not known.`;
  if (lateVariables.length > 0) return `ENV sets ${lateVariables[0]?.name}, which has no effect in a file.`;
  const entries = [...variables, ...flags].map((entry) => ({
    kind: entry.kind,
    name: entry.name,
    values: entry.values.map(({ value = '' }) => value),
    isNumeric: false,
    ...comments.of(entry),
  }));
  return { command: config.command, comments: comments.top, entries };
}

/** Limit on the names that are tried for a new file. */
const MAX_NAMES = 20;

function findScriptName({ isTaken, script }: RefactorContext, document: Document): string | undefined {
  const stem = baseName(document.context.name ?? '').replace(/\.[^.]*$/, '') || 'run';
  const [extension = ''] = script.extensions;
  const names = Array.from(
    { length: MAX_NAMES },
    (_, index) => `${stem}${index === 0 ? '' : `-${index + 1}`}${extension}`,
  );
  return names.find((name) => !isTaken(name));
}
