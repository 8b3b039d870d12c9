import type { Command, Word } from 'unbash';
import { arithmeticText } from '../expansion/arithmetic';
import { withoutItem } from '../expansion/array';
import { setArguments } from '../expansion/assign';
import { printed } from '../expansion/commandSubstitution';
import { expand, expandValue } from '../expansion/expand';
import { readLine } from './readLine';
import { type Scope, setHeld, setUnknown } from './scope';

/** The commands of the shell that set variables or take them away. */
const SETTERS = new Set(['unset', 'set', 'read', 'mapfile', 'readarray', 'getopts', 'let', 'printf', 'shift']);

/** Commands that set variables to what nobody knows, or take them away. */
export function setsVariables(node: Command, scope: Scope, source: string): boolean {
  const program = node.name?.value ?? '';
  if (!SETTERS.has(program)) return false;
  const words = node.suffix.flatMap((part) => (part.type === 'Word' ? [part.value] : []));
  const names = words.filter((word) => /^[A-Za-z_]\w*$/.test(word));
  if (program === 'unset') {
    const items = words.filter((word) => /^[A-Za-z_]\w*\[/.test(word));
    for (const word of items) removeItem(scope, word);
    if (!words.includes('-f'))
      for (const name of names)
        scope.variables.set(name, {
          held: { kind: 'unset' },
          exported: false,
          key: { start: 0, end: 0 },
          scalar: undefined,
        });
    return true;
  }
  if (program === 'set') {
    setOptions(node, words, scope, source);
    return true;
  }
  if (program === 'read') {
    readLine(node, names, scope);
    return true;
  }
  if (program === 'mapfile' || program === 'readarray' || program === 'getopts') {
    for (const name of names) setUnknown(scope, name);
    return true;
  }
  if (program === 'let') {
    for (const part of node.suffix.filter((each): each is Word => each.type === 'Word')) {
      const text = expandValue(part, scope);
      const isKnown = text !== undefined && arithmeticText(text, scope) !== undefined;
      for (const [name] of isKnown ? [] : part.value.matchAll(/[A-Za-z_]\w*/g)) setUnknown(scope, name);
    }
    return true;
  }
  const into = program === 'printf' ? /^-v(\w*)/.exec(words[0] ?? '') : null;
  if (into) printInto(into[1] || words[1] || '', node, into[1] ? 1 : 2, scope, source);
  if (program === 'shift') shiftArguments(words, scope);
  return false;
}

/** `printf -v NAME FORMAT WORD..` */
function printInto(name: string, node: Command, from: number, scope: Scope, source: string): void {
  const words = node.suffix.filter((part): part is Word => part.type === 'Word').slice(from);
  const args = words.flatMap((word) => expand(word, source, scope));
  const isKnown = args.every(({ value, splice }) => value !== undefined && !splice);
  const text = isKnown ? printed(args.map(({ value = '' }) => value)) : undefined;
  if (text !== undefined && /^[A-Za-z_]\w*$/.test(name)) setHeld(scope, name, { kind: 'text', text });
  else setUnknown(scope, name);
}

function removeItem(scope: Scope, word: string): void {
  const [, name = '', index = ''] = /^(\w+)\[(.*)\]$/s.exec(word) ?? [];
  const variable = scope.variables.get(name);
  if (variable?.held.kind !== 'array') return;
  scope.variables.set(name, { ...variable, held: withoutItem(variable.held, index, scope) });
}

function shiftArguments(words: readonly string[], scope: Scope): void {
  const held = scope.variables.get('@')?.held;
  const count = words.length === 0 ? 1 : Number(words[0]);
  const items = held?.kind === 'array' ? held.items : undefined;
  setArguments(
    scope,
    items && Number.isInteger(count) && count >= 0 && count <= items.length ? items.slice(count) : undefined,
  );
}

function setOptions(node: Command, words: readonly string[], scope: Scope, source: string): void {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--' || !/^[-+]./.test(word)) {
      const parts = node.suffix.filter((part): part is Word => part.type === 'Word');
      setArguments(
        scope,
        parts.slice(word === '--' ? index + 1 : index).flatMap((each) => expand(each, source, scope)),
      );
      return;
    }
    // `-o`, also at the end of other letters as in `-eo pipefail`, takes the next word for the name of an option.
    const named = /^[-+][a-z]*o$/.test(word) ? words[++index] : undefined;
    if (/^[-+][a-z]*a/.test(word) || named === 'allexport') scope.exportsAll = word.startsWith('-');
  }
}
