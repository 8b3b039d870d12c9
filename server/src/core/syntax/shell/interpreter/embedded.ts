import type { Command as CommandNode, HereDoc, Statement, Word } from 'unbash';
import { isWrittenAs } from '../../../config/argparse';
import type { Config, Entry, Problem, Scalar } from '../../../config/config';
import { mapConfigSpans } from '../../../config/mapSpans';
import { setPositionalParameters } from '../expansion/assign';
import { expandWord } from '../expansion/expand';
import { mentionsProgram, parseScript } from '../text';
import { addDefaults, collectDefaults } from './defaults';
import { type DequotedText, dequoteHereDoc, dequoteWord, dequoteWords, toInnerSpan, toOuterSpan } from './dequote';
import { collectAssignedNames } from './functions';
import { copyScope, createScope, NO_SPAN, type Scope, toChildScope, type Variable } from './scope';
import type { Walk } from './walk';

type ReadScript = (
  statements: readonly Statement[],
  source: string,
  scope: Scope,
  nested: Pick<Walk, 'steps' | 'embeddingDepth'>,
) => (Config | Problem)[];

/** Reads the training commands of a script inside a command: `bash -c '...'`, `ssh host "..."`, `bash <<EOF`. */
export function readEmbeddedScript(
  node: CommandNode,
  words: readonly Word[],
  scope: Scope,
  walk: Walk,
  read: ReadScript,
): (Config | Problem)[] {
  const { result: dequoted, defaults } = collectDefaults(scope.reads, () =>
    dequoteScript(node, words, scope, walk.source),
  );
  if (dequoted && isEval(node))
    return mapToOuterSpans(readEval(dequoted, scope, walk, read), dequoted, walk.source, defaults);
  if (!dequoted || !mentionsProgram(dequoted.text)) return [];
  // A new process inherits exported variables only, and one on another machine not even those.
  const inner = node.name?.value === 'ssh' ? createScope() : mapToInnerSpans(toChildScope(scope), dequoted);
  passArguments(words, scope, walk.source, inner, dequoted);
  const found = read(parseScript(dequoted.text).commands, dequoted.text, inner, nestWalk(walk));
  return mapToOuterSpans(found, dequoted, walk.source, defaults);
}

const isEval = (node: CommandNode): boolean => node.name?.value === 'eval';

const nestWalk = ({ steps, embeddingDepth }: Walk): Pick<Walk, 'steps' | 'embeddingDepth'> => ({
  steps,
  embeddingDepth: embeddingDepth + 1,
});

/** Reads `eval`, which runs its arguments, joined by spaces, in the current shell: its assignments persist. */
function readEval(dequoted: DequotedText, scope: Scope, walk: Walk, read: ReadScript): (Config | Problem)[] {
  const { commands } = parseScript(dequoted.text);
  const inner = mapToInnerSpans(copyScope(scope), dequoted);
  const found = read(commands, dequoted.text, inner, nestWalk(walk));
  for (const name of commands.flatMap(collectAssignedNames)) {
    const variable = inner.variables.get(name);
    // The value is known, but the assignment is not written in the document itself.
    if (variable) scope.variables.set(name, { ...variable, key: NO_SPAN, scalar: undefined });
  }
  return found;
}

const SHELL_PROGRAM = /(?:^|\/)(?:ba|z|da|k)?sh$/;

/** Returns the index of the shell among the words of a command and that of its `-c`, each -1 if there is none. */
function findShellOption(words: readonly Word[]): { shellIndex: number; optionIndex: number } {
  const shellIndex = words.findIndex((word) => SHELL_PROGRAM.test(word.value));
  const optionIndex = words.findIndex((word, index) => index > shellIndex && /^-[a-z]*c$/.test(word.value));
  return { shellIndex, optionIndex };
}

function dequoteScript(
  node: CommandNode,
  words: readonly Word[],
  scope: Scope,
  source: string,
): DequotedText | undefined {
  if (isEval(node)) return dequoteWords(words.slice(1), scope, source);
  const { shellIndex, optionIndex } = findShellOption(words);
  const between = words.slice(shellIndex + 1, optionIndex);
  if (shellIndex >= 0 && optionIndex > shellIndex && between.every((word) => word.value.startsWith('-'))) {
    const script = words[optionIndex + 1];
    return script && dequoteWord(script, scope, source);
  }
  if (node.name?.value === 'ssh') {
    const last = words.at(-1);
    return last?.parts && words.length > 2 ? dequoteWord(last, scope, source) : undefined;
  }
  if (!SHELL_PROGRAM.test(node.name?.value ?? '')) return undefined;
  const hereDoc = node.redirects.find((part): part is HereDoc => part.type === 'HereDoc');
  if (hereDoc) return dequoteHereDoc(hereDoc, scope);
  const hereString = node.redirects.find((part) => part.type === 'HereString');
  return hereString?.type === 'HereString' && hereString.target
    ? dequoteWord(hereString.target, scope, source)
    : undefined;
}

/** Commands that run the shell after them with the arguments as written. Others, such as xargs, add arguments. */
const WRAPPER_COMMANDS = /^(?:srun|nohup|exec|time|setsid|nice|stdbuf|timeout|env|-.*|\d+)$/;

/** Sets the arguments of the script in `bash -c '..' NAME ARGUMENT..`: those after the name. */
function passArguments(
  words: readonly Word[],
  scope: Scope,
  source: string,
  inner: Scope,
  dequoted: DequotedText,
): void {
  const { shellIndex, optionIndex } = findShellOption(words);
  if (shellIndex < 0 || optionIndex < 0) return;
  if (!words.slice(0, shellIndex).every((word) => WRAPPER_COMMANDS.test(word.value))) return;
  const args = words.slice(optionIndex + 3).flatMap((word) => expandWord(word, source, scope));
  setPositionalParameters(
    inner,
    args.map((arg) => ({ ...arg, span: toInnerSpan(arg.span, dequoted) })),
  );
}

/** Maps the variables that an embedded script gets from the outer one. Each is mapped when it is first used. */
function mapToInnerSpans(scope: Scope, dequoted: DequotedText): Scope {
  const mapVariable = (variable: Variable): Variable => ({
    ...variable,
    key: toInnerSpan(variable.key, dequoted),
    scalar: variable.scalar && { ...variable.scalar, span: toInnerSpan(variable.scalar.span, dequoted) },
  });
  return { ...scope, variables: scope.variables.mapValues(mapVariable) };
}

/** Maps the commands and problems of an embedded script to the outer one. */
const mapToOuterSpans = (
  found: readonly (Config | Problem)[],
  dequoted: DequotedText,
  source: string,
  defaults: readonly string[],
): (Config | Problem)[] =>
  found.map((item) =>
    'flags' in item
      ? markDefaults(
          markExpanded({ ...mapConfigSpans(item, (span) => toOuterSpan(span, dequoted)), embedded: true }, source),
          source,
          defaults,
        )
      : { ...item, span: toOuterSpan(item.span, dequoted) },
  );

/** Marks the values that the outer shell inserts from expansions that use defaults. */
function markDefaults(config: Config, source: string, defaults: readonly string[]): Config {
  if (defaults.length === 0) return config;
  const markScalar = (scalar: Scalar): Scalar =>
    source.slice(scalar.span.start, scalar.span.end).includes('$') ? addDefaults(scalar, defaults) : scalar;
  const markEntry = (entry: Entry): Entry => ({ ...entry, values: entry.values.map(markScalar) });
  return {
    ...config,
    flags: config.flags.map(markEntry),
    variables: config.variables.map(markEntry),
    ...(config.launchWords && { launchWords: config.launchWords.map(markScalar) }),
  };
}

/** Marks flags that come from a variable of the outer shell, since only the variable is written at their span. */
const markExpanded = (config: Config, source: string): Config => ({
  ...config,
  flags: config.flags.map((entry) => {
    const option = entry.name.startsWith('-') ? entry.name : `--${entry.name}`;
    const isWritten = isWrittenAs(source.slice(entry.key.start, entry.key.end), option);
    return isWritten ? entry : { ...entry, fromExpansion: true };
  }),
});
