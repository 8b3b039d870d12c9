import type { Word, WordPart } from 'unbash';
import type { Config, Problem } from '../../../config/config';
import type { Source } from '../source';
import { joinScopes } from './joinScopes';
import { copyScope, type Scope, type ShellValue, type Variable } from './scope';

/**
 * Commands that branches build differently, as in `if ..; then CMD=(megatron sft); else CMD=(torchrun ..); fi`, where
 * the script does not decide which of them runs. Each possible command is read.
 */

/** Limit of the values that a variable may have after branches. */
const MAX_ALTERNATIVES = 8;

/** Collects the values that a variable may have after several paths, if one of them names the program. */
export function collectAlternatives(variables: readonly (Variable | undefined)[]): readonly ShellValue[] | undefined {
  const values = new Set(variables.flatMap((variable) => variable?.value.alternatives ?? variable?.value ?? []));
  const isUsable = values.size > 1 && values.size <= MAX_ALTERNATIVES && [...values].some(namesProgram);
  return isUsable ? [...values] : undefined;
}

function namesProgram(value: ShellValue): boolean {
  if (value.kind === 'text') return (value.text ?? value.ending ?? '').includes('megatron');
  if (value.kind !== 'array') return false;
  return (value.items ?? value.start ?? []).some((item) => (item.value ?? item.ending ?? '').includes('megatron'));
}

/** Returns the name of a variable among the words of a command that has several possible values. */
export function findAlternative(words: readonly Word[], scope: Scope, source: Source): string | undefined {
  for (const word of words) {
    // The parts of most words need not be parsed for this.
    if (!/["$]/.test(source.text[word.pos] ?? '')) continue;
    const { parts } = word;
    const [part] = parts ?? [];
    const name = part && parts?.length === 1 ? variableNameOf(part) : undefined;
    if (name !== undefined && scope.variables.get(name)?.value.alternatives) return name;
  }
  return undefined;
}

function variableNameOf(part: WordPart): string | undefined {
  if (part.type === 'DoubleQuoted')
    return part.parts.length === 1 && part.parts[0] ? variableNameOf(part.parts[0]) : undefined;
  if (part.type === 'SimpleExpansion') return part.text.slice(1);
  return part.type === 'ParameterExpansion' && !part.operation && !part.prefix ? part.parameter : undefined;
}

/** Runs a command once for each value of a variable. The scope is then that after any of them. */
export function runAlternatives(
  name: string,
  scope: Scope,
  run: (inner: Scope) => (Config | Problem)[],
): (Config | Problem)[] {
  const variable = scope.variables.get(name);
  if (!variable) return [];
  const found: (Config | Problem)[] = [];
  const paths = (variable.value.alternatives ?? []).map((value) => {
    const path = copyScope(scope);
    path.variables.set(name, { ...variable, value });
    found.push(...run(path));
    path.variables.set(name, variable);
    return path;
  });
  Object.assign(scope, joinScopes(scope, paths));
  return numberVariants(found);
}

/** Numbers commands that are written at the same place, so that they are not taken for calls of one command. */
function numberVariants(found: readonly (Config | Problem)[]): (Config | Problem)[] {
  const counts = new Map<number, number>();
  return found.map((item) => {
    if (!('flags' in item)) return item;
    const count = counts.get(item.head.start) ?? 0;
    counts.set(item.head.start, count + 1);
    return count === 0 ? item : { ...item, variant: (item.variant ?? 0) + count };
  });
}
