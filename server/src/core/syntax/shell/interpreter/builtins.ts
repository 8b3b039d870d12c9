import type { Command, Word } from 'unbash';
import { evaluateArithmeticText } from '../expansion/arithmetic';
import { deleteItem } from '../expansion/array';
import { setPositionalParameters } from '../expansion/assign';
import { formatPrintf } from '../expansion/commandSubstitution';
import { expandValue, expandWord } from '../expansion/expand';
import type { Source } from '../source';
import { readLine } from './readLine';
import { type Scope, setUnknown, setValue } from './scope';

/** Builtins of the shell that set or unset variables. */
const VARIABLE_BUILTINS = new Set([
  'unset',
  'set',
  'read',
  'mapfile',
  'readarray',
  'getopts',
  'let',
  'printf',
  'shift',
]);

/** Runs a builtin that sets or unsets variables. Returns whether the command is finished by it. */
export function runVariableBuiltin(node: Command, scope: Scope, source: Source): boolean {
  const program = node.name?.value ?? '';
  if (!VARIABLE_BUILTINS.has(program)) return false;
  const words = node.suffix.flatMap((part) => (part.type === 'Word' ? [part.value] : []));
  const names = words.filter((word) => /^[A-Za-z_]\w*$/.test(word));
  if (program === 'unset') {
    const items = words.filter((word) => /^[A-Za-z_]\w*\[/.test(word));
    for (const word of items) unsetItem(scope, word);
    if (!words.includes('-f'))
      for (const name of names)
        scope.variables.set(name, {
          value: { kind: 'unset' },
          exported: false,
          key: { start: 0, end: 0 },
          scalar: undefined,
        });
    return true;
  }
  if (program === 'set') {
    runSet(node, words, scope, source);
    return true;
  }
  if (program === 'read') {
    readLine(node, names, scope, source);
    for (const word of words) if (/^[A-Za-z_]\w*\[/.test(word)) setUnknown(scope, arrayOf(word));
    return true;
  }
  if (program === 'mapfile' || program === 'readarray' || program === 'getopts') {
    for (const name of names) setUnknown(scope, name);
    return true;
  }
  if (program === 'let') {
    for (const part of node.suffix.filter((item): item is Word => item.type === 'Word')) {
      const text = expandValue(part, scope);
      const isKnown = text !== undefined && evaluateArithmeticText(text, scope) !== undefined;
      for (const [name] of isKnown ? [] : part.value.matchAll(/[A-Za-z_]\w*/g)) setUnknown(scope, name);
    }
    return true;
  }
  const printfTarget = program === 'printf' ? /^-v(\w*)/.exec(words[0] ?? '') : null;
  if (printfTarget) assignPrintf(printfTarget[1] || words[1] || '', node, printfTarget[1] ? 1 : 2, scope, source);
  if (program === 'shift') shiftPositionalParameters(words, scope);
  return false;
}

/** Runs `printf -v NAME FORMAT ARGUMENT..`. */
function assignPrintf(name: string, node: Command, formatIndex: number, scope: Scope, source: Source): void {
  const words = node.suffix.filter((part): part is Word => part.type === 'Word').slice(formatIndex);
  const args = words.flatMap((word) => expandWord(word, source, scope));
  const isKnown = args.every(({ value, maySplit }) => value !== undefined && !maySplit);
  const text = isKnown ? formatPrintf(args.map(({ value = '' }) => value)) : undefined;
  if (text !== undefined && /^[A-Za-z_]\w*$/.test(name)) setValue(scope, name, { kind: 'text', text });
  else setUnknown(scope, arrayOf(name));
}

/** The array of an item: `ARGS` of `ARGS[0]`. */
const arrayOf = (name: string): string => /^\w*/.exec(name)?.[0] ?? '';

/** Runs `unset NAME[INDEX]`. */
function unsetItem(scope: Scope, item: string): void {
  const [, name = '', index = ''] = /^(\w+)\[(.*)\]$/s.exec(item) ?? [];
  const variable = scope.variables.get(name);
  if (variable?.value.kind !== 'array') return;
  scope.variables.set(name, { ...variable, value: deleteItem(variable.value, index, scope) });
}

function shiftPositionalParameters(words: readonly string[], scope: Scope): void {
  const positional = scope.variables.get('@')?.value;
  const count = words.length === 0 ? 1 : Number(words[0]);
  const known = positional?.kind === 'array' ? (positional.items ?? positional.start ?? []) : [];
  const unknownIndex = known.findIndex(({ maySplit }) => maySplit);
  const isKnown = positional?.kind === 'array' && (positional.items !== undefined || positional.endsWithStart);
  const isPossible = Number.isInteger(count) && count >= 0 && count <= (unknownIndex < 0 ? known.length : unknownIndex);
  setPositionalParameters(scope, isKnown && isPossible ? known.slice(count) : undefined);
}

function runSet(node: Command, words: readonly string[], scope: Scope, source: Source): void {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--' || !/^[-+]./.test(word)) {
      const parts = node.suffix.filter((part): part is Word => part.type === 'Word');
      setPositionalParameters(
        scope,
        parts.slice(word === '--' ? index + 1 : index).flatMap((part) => expandWord(part, source, scope)),
      );
      return;
    }
    // `-o`, also after other letters as in `-eo pipefail`, is followed by the name of an option.
    const optionName = /^[-+][a-z]*o$/.test(word) ? words[++index] : undefined;
    if (/^[-+][a-z]*a/.test(word) || optionName === 'allexport') scope.exportsAll = word.startsWith('-');
  }
}
