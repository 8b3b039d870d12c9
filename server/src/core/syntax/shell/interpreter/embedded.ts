import type { Command as CommandNode, Statement, Word } from 'unbash';
import { isWrittenAs } from '../../../config/argparse';
import type { Config, Entry, Problem, Scalar } from '../../../config/config';
import { mapConfigSpans } from '../../../config/mapSpans';
import { type MappedText, toInnerMapped, toInnerSpan, toOuterSpan } from '../../../text/mappedText';
import { setPositionalParameters } from '../expansion/assign';
import { expandWord } from '../expansion/expand';
import type { ScriptText, Source } from '../source';
import { mentionsProgram } from '../text';
import { type CarriedScript, findCarriedScripts, findShellOption } from './carriers';
import { addDefaults, collectDefaults } from './defaults';
import { collectAssignedNames } from './functions';
import { parseOnce } from './parseOnce';
import { copyScope, createScope, NO_SPAN, type Scope, type ShellValue, toChildScope, type Variable } from './scope';
import type { Walk } from './walkState';

export type ReadScript = (
  statements: readonly Statement[],
  source: string,
  scope: Scope,
  nested: NestedWalk,
) => (Config | Problem)[];

/** Limit of scripts inside one another that are read. */
const MAX_EMBEDDING_DEPTH = 6;

type NestedWalk = Pick<Walk, 'steps' | 'embeddingDepth'>;

/** Reads the training commands of the scripts inside a command: `bash -c '...'`, `ssh host "..."`, `bash <<EOF`. */
export function readEmbeddedScripts(
  node: CommandNode,
  words: readonly Word[],
  scope: Scope,
  walk: Walk,
  read: ReadScript,
): (Config | Problem)[] {
  if (walk.embeddingDepth >= MAX_EMBEDDING_DEPTH) return [];
  const { result: scripts, defaults } = collectDefaults(scope.reads, () =>
    findCarriedScripts(node, words, scope, walk),
  );
  return scripts.flatMap((carried) => {
    const { mapped } = carried;
    if (carried.environment === 'same')
      return mapToOuterSpans(readEval(mapped, scope, walk, read), carried, walk.script, defaults);
    if (!mentionsProgram(mapped.text)) return [];
    const inner = mapToInnerSpans(scopeOfScript(carried, scope), mapped);
    passArguments(words, scope, walk.source, inner, mapped);
    const found = read(parseOnce(mapped.text, walk.steps), mapped.text, inner, nestWalk(walk));
    return mapToOuterSpans(found, carried, walk.script, defaults);
  });
}

/** Reads the commands of a substitution in backquotes, which runs in a copy of the current shell. */
export function readBackquoted(mapped: MappedText, scope: Scope, walk: Walk, read: ReadScript): (Config | Problem)[] {
  if (walk.embeddingDepth >= MAX_EMBEDDING_DEPTH) return [];
  const inner = mapToInnerSpans(copyScope(scope), mapped);
  const found = read(parseOnce(mapped.text, walk.steps), mapped.text, inner, nestWalk(walk));
  return mapToOuterSpans(found, { mapped, environment: 'same' }, walk.script, []);
}

const nestWalk = ({ steps, embeddingDepth }: Walk): NestedWalk => ({ steps, embeddingDepth: embeddingDepth + 1 });

/** Returns the variables of a script: none on another machine, and perhaps those exported here if it runs later. */
function scopeOfScript({ environment }: CarriedScript, scope: Scope): Scope {
  if (environment === 'none') return createScope();
  const child = toChildScope(scope);
  if (environment === 'child') return child;
  const forget = (variable: Variable): Variable => ({
    ...variable,
    value: { kind: 'text', text: undefined },
    exported: undefined,
  });
  return { ...child, variables: child.variables.mapValues(forget) };
}

/** Reads `eval`, which runs its arguments, joined by spaces, in the current shell: its assignments persist. */
function readEval(mapped: MappedText, scope: Scope, walk: Walk, read: ReadScript): (Config | Problem)[] {
  const commands = parseOnce(mapped.text, walk.steps);
  const inner = mapToInnerSpans(copyScope(scope), mapped);
  const found = read(commands, mapped.text, inner, nestWalk(walk));
  for (const name of commands.flatMap(collectAssignedNames)) {
    const variable = inner.variables.get(name);
    // The value is known, but the assignment is not written in the document itself.
    if (variable) scope.variables.set(name, { ...variable, key: NO_SPAN, scalar: undefined });
  }
  return found;
}

/** Commands that run the shell after them with the arguments as written. Others, such as xargs, add arguments. */
const WRAPPER_COMMANDS = /^(?:srun|nohup|exec|time|setsid|nice|stdbuf|timeout|env|-.*|\d+)$/;

/** Sets the arguments of the script in `bash -c '..' NAME ARGUMENT..`: those after the name. */
function passArguments(words: readonly Word[], scope: Scope, source: Source, inner: Scope, mapped: MappedText): void {
  const { shellIndex, optionIndex } = findShellOption(words);
  if (shellIndex < 0 || optionIndex < 0) return;
  if (!words.slice(0, shellIndex).every((word) => WRAPPER_COMMANDS.test(word.value))) return;
  const args = words.slice(optionIndex + 3).flatMap((word) => expandWord(word, source, scope));
  setPositionalParameters(
    inner,
    args.map((arg) => ({ ...arg, span: toInnerSpan(arg.span, mapped) })),
  );
}

/** Maps the variables that an embedded script gets from the outer one. Each is mapped when it is first used. */
function mapToInnerSpans(scope: Scope, mapped: MappedText): Scope {
  const mapScalar = (scalar: Scalar): Scalar => ({ ...scalar, span: toInnerSpan(scalar.span, mapped) });
  const mapValue = (value: ShellValue): ShellValue => ({
    ...value,
    ...(value.kind === 'text' && value.written && { written: toInnerMapped(value.written, mapped) }),
    ...(value.kind === 'array' && value.items && { items: value.items.map(mapScalar) }),
    ...(value.kind === 'array' && value.start && { start: value.start.map(mapScalar) }),
    ...(value.alternatives && { alternatives: value.alternatives.map(mapValue) }),
  });
  const mapVariable = (variable: Variable): Variable => ({
    ...variable,
    value: mapValue(variable.value),
    key: toInnerSpan(variable.key, mapped),
    scalar: variable.scalar && mapScalar(variable.scalar),
  });
  return { ...scope, variables: scope.variables.mapValues(mapVariable) };
}

/** Maps the commands and problems of an embedded script to the outer one. */
const mapToOuterSpans = (
  found: readonly (Config | Problem)[],
  { mapped, verbatim }: CarriedScript,
  script: ScriptText,
  defaults: readonly string[],
): (Config | Problem)[] => {
  const isQuoted = isInSingleQuotes(mapped, script);
  return found.map((item) => {
    if (!('flags' in item)) return { ...item, span: toOuterSpan(item.span, mapped) };
    const isVerbatim = verbatim && (!item.embedded || item.verbatim);
    const isRepairable = isVerbatim || (isQuoted && !item.embedded);
    const problems = isRepairable ? item.problems : item.problems.map(withoutRepairs);
    const { verbatim: _, ...config } = mapConfigSpans({ ...item, problems }, (span) => toOuterSpan(span, mapped));
    const expanded = markExpanded({ ...config, embedded: true, ...(isVerbatim && { verbatim }) }, script);
    return markDefaults(expanded, script, defaults);
  });
};

/** Whether a script is one text in single quotes, in which every repair without quotes means the same. */
function isInSingleQuotes({ text, starts, ends }: MappedText, script: ScriptText): boolean {
  const [start, end] = [starts[0], ends.at(-1)];
  return start !== undefined && end !== undefined && script.slice(start - 1, end + 1) === `'${text}'`;
}

/** Leaves out repairs, which change the text as the inner shell reads it. */
const withoutRepairs = ({ repairs: _, ...problem }: Problem): Problem => problem;

/** Marks the values that the outer shell inserts from expansions that use defaults. */
function markDefaults(config: Config, script: ScriptText, defaults: readonly string[]): Config {
  if (defaults.length === 0) return config;
  const markScalar = (scalar: Scalar): Scalar =>
    script.slice(scalar.span.start, scalar.span.end).includes('$') ? addDefaults(scalar, defaults) : scalar;
  const markEntry = (entry: Entry): Entry => ({ ...entry, values: entry.values.map(markScalar) });
  return {
    ...config,
    flags: config.flags.map(markEntry),
    variables: config.variables.map(markEntry),
    ...(config.launchWords && { launchWords: config.launchWords.map(markScalar) }),
  };
}

/** Marks flags that come from a variable of the outer shell, since only the variable is written at their span. */
const markExpanded = (config: Config, script: ScriptText): Config => ({
  ...config,
  flags: config.flags.map((entry) => {
    const option = entry.name.startsWith('-') ? entry.name : `--${entry.name}`;
    const isWritten = isWrittenAs(script.slice(entry.key.start, entry.key.end), option);
    return isWritten ? entry : { ...entry, fromExpansion: true };
  }),
});
