import type { Config, Entry, Problem, Reading, Scalar, Span } from '../../config/config';
import { mapConfigSpans } from '../../config/mapSpans';
import { type MappedText, toInnerSpan, toOuterSpan } from '../../text/mappedText';
import { type Hints, isTooLong } from '../syntax';
import { endFlags } from './flagEnds';
import { createScope, type Scope, setValue } from './interpreter/scope';
import { findTrainingCommand } from './interpreter/trainingCommand';
import { readScript } from './readConfigs';
import { NO_SOURCE } from './source';
import { mentionsProgram } from './text';

/** The surroundings of a command in a text of another syntax. */
export interface Surroundings {
  /** Variables that reach the command from outside, with spans of the outer text. */
  variables?: readonly Pick<Entry, 'name' | 'key' | 'values'>[];
  /** All text that is inserted into the script stays as it is. Each line begins with `indent`, which the script lacks. */
  verbatim?: { indent: string };
}

/** Whether a text may contain a training command rather than only the name of the program. */
export const namesCommand = (text: string): boolean =>
  /\bmegatron["',\s\\[\]-]{1,100}(?:args["']?:["',\s\\[\]-]{1,100})?(?:pt|sft|rlhf|export)\b|_megatron[./](?:pt|sft|rlhf|export|main)\b/.test(
    text,
  );

/** Reads a shell script that is written in a text of another syntax. */
export function readMappedScript(mapped: MappedText, hints: Hints, around: Surroundings = {}): Reading {
  if (isTooLong(mapped.text) || !mentionsProgram(mapped.text)) return { configs: [], problems: [] };
  const { configs, problems } = readScript(
    mapped.text,
    hints,
    createScopeOf(around, (span) => toInnerSpan(span, mapped)),
  );
  return {
    configs: configs.map((config) => toOuterConfig(config, mapped, around)),
    problems: problems.map((problem) => ({
      ...toOuterRepairs(problem, around),
      span: toOuterSpan(problem.span, mapped),
    })),
  };
}

/** Reads a command that is written as a list of words. */
export function readWords(words: readonly Scalar[], hints: Hints, around: Surroundings = {}): Config | undefined {
  const span = { start: words[0]?.span.start ?? 0, end: words.at(-1)?.span.end ?? 0 };
  const scope = createScopeOf(around, (each) => each);
  const found = findTrainingCommand(words, [], span, scope, { source: NO_SOURCE, exportsCache: {} });
  return found && 'flags' in found ? endFlags({ ...found, embedded: true, onlyWordEdits: true }, hints) : undefined;
}

/** Returns the index of the script in `bash -c SCRIPT` as a list of words; -1 if there is none. */
export function findScriptWord(words: readonly Pick<Scalar, 'value'>[]): number {
  const shellIndex = words.findIndex(({ value }) => /(?:^|\/)(?:ba|z|da|k)?sh$/.test(value ?? ''));
  const optionIndex = words.findIndex(({ value }, index) => index > shellIndex && /^-[a-z]*c$/.test(value ?? ''));
  return shellIndex < 0 || optionIndex < 0 ? -1 : optionIndex + 1;
}

function createScopeOf({ variables = [] }: Surroundings, toSpan: (span: Span) => Span): Scope {
  const scope = createScope();
  for (const { name, key, values } of variables) {
    const [scalar] = values;
    setValue(
      scope,
      name,
      { kind: 'text', text: scalar?.value },
      toSpan(key),
      scalar && { ...scalar, span: toSpan(scalar.span) },
    );
    const variable = scope.variables.get(name);
    if (variable) scope.variables.set(name, { ...variable, exported: true });
  }
  return scope;
}

function toOuterConfig(config: Config, mapped: MappedText, around: Surroundings): Config {
  const { verbatim: _, ...outer } = mapConfigSpans(
    { ...config, problems: config.problems.map((problem) => toOuterRepairs(problem, around)) },
    (span) => toOuterSpan(span, mapped),
  );
  const isVerbatim = around.verbatim && (!config.embedded || config.verbatim);
  return { ...outer, embedded: true, ...(isVerbatim ? { verbatim: true } : { onlyWordEdits: true }) };
}

/** Indents the lines that a repair inserts. A text that does not stay as it is gets no repairs. */
function toOuterRepairs({ repairs, ...problem }: Problem, { verbatim }: Surroundings): Problem {
  if (!repairs || !verbatim) return problem;
  const indented = repairs.map(({ title, edits }) => ({
    title,
    edits: edits.map((edit) => ({ ...edit, newText: edit.newText.replaceAll('\n', `\n${verbatim.indent}`) })),
  }));
  return { ...problem, repairs: indented };
}
