import { isInRange } from '../../catalog/release';
import { isOption } from '../../config/argparse';
import type { Config, Entry } from '../../config/config';
import { applyEdits, type Edit } from '../../config/edit';
import type { Document } from '../../document/document';
import { listNamedFiles } from '../../document/joins';
import { mergeModelines } from '../../document/releases';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import type { EntryText } from '../../syntax/runText';
import { baseName } from '../../text/baseName';
import { offer, type RefactorContext, type Refactoring, refuse } from './refactoring';
import { findDifference } from './sameRuns';

const KIND = 'toYaml';

/** The releases whose launcher reads a config file as the first argument. */
const READERS = '4.1+';

/**
 * Moves the flags that are written out in a command into a new config file, which the command then names. Words that a
 * config file cannot express stay in the script.
 */
export function convertToConfigFile(context: RefactorContext, document: Document, config: Config): Refactoring {
  const facts = context.factsOf(document, config);
  const refusal = findObstacle(facts, config);
  if (refusal !== undefined) return refuse(KIND, refusal);
  const moved = listMovableFlags(context, document, config);
  if (moved.length === 0) return refuse(KIND, 'No flag can move: each one has an expansion or is given twice.');
  const name = findFreeName(context, document);
  if (name === undefined) return refuse(KIND, 'All names for the new file are taken.');
  const entries = moved.map(toEntryText);
  const comments = printModeline(document, config, facts);
  const text = context.configFile.printFile?.({ command: config.command, comments, entries }) ?? '';
  const edits = printMove(document, config, moved, name);
  if (edits.length === 0) return refuse(KIND, 'The flags cannot be removed from this command.');
  const neighbors = [...(document.context.neighbors ?? []), { name, text }];
  const after = context.read(applyEdits(document.text, edits), document.syntax, { ...document.context, neighbors });
  const difference = findDifference(context, document, after);
  if (difference !== undefined) return refuse(KIND, `The run would change: ${difference}.`);
  return offer(KIND, edits, { name, text });
}

/** Finds the reason for which a command cannot read its flags from a config file. */
function findObstacle({ release, config: run }: Facts, config: Config): string | undefined {
  const { version } = release;
  if (config.configFile) return `The command already reads ${config.configFile.text}.`;
  if (!isInRange(version, READERS))
    return `ms-swift ${version} does not read a config file as the first argument of a command; 4.1 and later do.`;
  if (config.command === 'swift export' || run.startsScript)
    return 'Only the megatron commands read a config file, not the script that they start.';
  if (config.positionals.length > 0)
    return `\`${config.positionals[0]?.text}\` stands before the first flag, where the name of the file belongs.`;
  if (config.launchWords?.some(({ value }) => /(?:^|\/)(?:xargs|parallel)$/.test(value ?? '')))
    return 'Another program adds arguments to the command.';
  return undefined;
}

/** Lists the flags that can move; a command in a function or a loop must be able to move them in each run. */
function listMovableFlags(context: RefactorContext, document: Document, config: Config): GivenFlag[] {
  const runs = document.reading.configs.filter(({ head }) => head.start === config.head.start);
  const movable = runs.map((run) => listMovableIn(context, document, run));
  const others = movable.map((flags) => new Set(flags.map(({ entry }) => entry.key.start)));
  const own = movable[runs.indexOf(config)] ?? [];
  return own.filter(({ entry }) => others.every((starts) => starts.has(entry.key.start)));
}

function listMovableIn({ factsOf }: RefactorContext, document: Document, config: Config): GivenFlag[] {
  const written = new Set(document.syntax.listWrittenFlags?.(document.text, config));
  const { givenFlags } = factsOf(document, config);
  const counts = new Map<string, number>();
  for (const { flag } of givenFlags) if (flag) counts.set(flag.name, (counts.get(flag.name) ?? 0) + 1);
  // After a word that may contain flags, a flag takes precedence over that word, and in the file it would not.
  const open = givenFlags.findIndex(({ entry }) => entry.endUnknown || entry.values.some(({ maySplit }) => maySplit));
  return givenFlags
    .slice(0, open < 0 ? undefined : open)
    .filter((given) => written.has(given.entry) && counts.get(given.flag?.name ?? '') === 1 && canBeInFile(given));
}

/** Whether a config file can express a flag: the launcher writes its name and each of its values as one argument. */
function canBeInFile({ match, form, entry: { values, joinedByEquals } }: GivenFlag): boolean {
  if (match.kind !== 'exact' || !form || values.some(({ value }) => value === undefined || isOption(value)))
    return false;
  if (values.length === 0) return form.bare === true && form.type === 'bool';
  return values.length === 1 || (form.list === true && !joinedByEquals);
}

const NUMERIC: readonly (string | undefined)[] = ['bool', 'int', 'float'];

function toEntryText({ flag, form, entry }: GivenFlag): EntryText {
  const values = entry.values.map(({ value = '' }) => value);
  return {
    kind: 'flag',
    name: flag?.name ?? entry.name,
    values: values.length === 0 ? ['true'] : values,
    isNumeric: NUMERIC.includes(form?.type),
    above: [],
  };
}

/** Removes flags from a command, and writes the name of the file after its name. */
const printMove = (document: Document, config: Config, moved: readonly GivenFlag[], name: string): Edit[] =>
  document.syntax.printChanges(document.text, config, [
    { op: 'text', span: { start: config.head.end, end: config.head.end }, newText: ` ${name}` },
    ...moved.map(({ entry }): { op: 'remove'; entry: Entry } => ({ op: 'remove', entry })),
  ]);

/** Limit on the names that are tried for a new file. */
const MAX_NAMES = 20;

/** Finds a name for a file next to the script that no file has and no command names. */
function findFreeName({ isTaken, configFile }: RefactorContext, document: Document): string | undefined {
  const script = baseName(document.context.name ?? '').replace(/\.[^.]*$/, '');
  const stem = /^\w[\w.-]*$/.test(script) ? script : 'run';
  const named = new Set(listNamedFiles(document).map(baseName));
  const [extension = ''] = configFile.extensions;
  const names = Array.from(
    { length: MAX_NAMES },
    (_, index) => `${stem}${index === 0 ? '' : `-${index + 1}`}${extension}`,
  );
  return names.find((name) => !named.has(name) && !isTaken(name));
}

/**
 * Prints the settings of the comments that apply to the command. They stay in the script as well: each of the two files is
 * judged by its own comments.
 */
function printModeline(document: Document, config: Config, { release }: Facts): string[] {
  const { worldSize, gpuMemory, modelConfig } = mergeModelines(document, config);
  const settings = {
    'ms-swift': release.from === 'modeline' ? (release.requested ?? release.version) : undefined,
    'world-size': worldSize,
    'gpu-memory': gpuMemory,
    'model-config': modelConfig,
  };
  const words = Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]));
  return words.length === 0 ? [] : [`# preflight: ${words.join(' ')}`];
}
