import type { Assignment, Command, Word } from 'unbash';
import type { Scalar, Span } from '../../config';
import { expand, expandValue, isPlaceholder } from './expand';
import { isUntouched } from './parameter';
import { copyScope, type Held, NOWHERE, type Scope, setHeld, setUnknown, textOf } from './scope';

/** Assignments and the commands that assign: what a script does to its variables. */

export const DECLARATIONS = new Set(['export', 'declare', 'typeset', 'local', 'readonly']);

export const keyOf = ({ pos, name }: Assignment): Span => ({ start: pos, end: pos + name.length });

/** The value of an assignment as one word, with its place. */
export function scalarOf(word: Word, scope: Scope, source: string): Scalar {
  const text = source.slice(word.pos, word.end);
  const value = isPlaceholder(text) ? undefined : expandValue(word, scope);
  return { text, span: { start: word.pos, end: word.end }, value };
}

/** Carries out an assignment. Its right side is worked out in `values`, which is another scope where bash expands first. */
export function assign(assignment: Assignment, scope: Scope, source: string, values: Scope = scope): void {
  const { name, value, append, index } = assignment;
  const before = scope.variables.get(name)?.held;
  if (value.type === 'ArrayValue') {
    const items = arrayItems(value.elements, values, source);
    // An array cannot come from the environment, so one that the script has not touched is empty.
    const kept = append ? itemsBefore(before ?? { kind: 'unset' }) : [];
    const all = items && kept ? [...kept, ...items] : undefined;
    setHeld(scope, name, { kind: 'array', items: all }, keyOf(assignment));
    return;
  }
  const scalar = scalarOf(value, values, source);
  if (index) {
    setHeld(scope, name, withItem(before, index, scalar, append === true, values), keyOf(assignment));
    return;
  }
  if (before?.kind === 'array') {
    // Without an index, an array takes the value as its first item.
    const [first, ...rest] = before.items ?? [];
    const text = append ? appended(first?.value ?? '', scalar.value) : scalar.value;
    const items = before.items && [{ ...scalar, value: text }, ...rest];
    setHeld(scope, name, { kind: 'array', items }, keyOf(assignment));
    return;
  }
  const text = append
    ? appended(isUntouched(name, scope) ? '' : textOf(scope, name)?.text, scalar.value)
    : scalar.value;
  setHeld(scope, name, { kind: 'text', text }, keyOf(assignment), append ? { ...scalar, value: text } : scalar);
}

const appended = (before: string | undefined, text: string | undefined): string | undefined =>
  before === undefined || text === undefined ? undefined : before + text;

function itemsBefore(held: Held | undefined): readonly Scalar[] | undefined {
  if (!held) return undefined;
  if (held.kind === 'array') return held.items;
  if (held.kind === 'unset') return [];
  return held.text === undefined ? undefined : [{ text: held.text, span: { start: 0, end: 0 }, value: held.text }];
}

/** Items with an index of their own, `[3]=x`, would leave holes; such arrays are rare, and then unknown. */
function arrayItems(elements: readonly Word[], scope: Scope, source: string): Scalar[] | undefined {
  if (elements.some((element) => /^\[[^\]]*\]\+?=/.test(element.text))) return undefined;
  const items = elements.flatMap((element) => expand(element, source, scope));
  return items.some((item) => item.splice) ? undefined : items;
}

function withItem(held: Held | undefined, index: Word, scalar: Scalar, append: boolean, scope: Scope): Held {
  const items = itemsBefore(held ?? { kind: 'unset' });
  const at = expandValue(index, scope);
  if (!items || at === undefined || !/^\d+$/.test(at) || Number(at) > items.length)
    return { kind: 'array', items: undefined };
  const place = Number(at);
  const text = append ? appended(items[place]?.value ?? '', scalar.value) : scalar.value;
  return { kind: 'array', items: [...items.slice(0, place), { ...scalar, value: text }, ...items.slice(place + 1)] };
}

/** `export A=1 B`, `declare -x A=1`, `local A`, `readonly A=1`. */
export function declare(node: Command, scope: Scope, source: string): void {
  const program = node.name?.value;
  const options = node.suffix.flatMap((part) => (part.type === 'Word' && /^[-+]/.test(part.value) ? [part.value] : []));
  const takesBack = options.some((option) => (program === 'export' ? /^-.*n/ : /^\+.*x/).test(option));
  const exports = program === 'export' ? !takesBack : options.some((option) => /^-.*x/.test(option));
  // Integers and changed case would need the value to be worked out anew; functions are no variables.
  const transforms = options.some((option) => /^-.*[ilunf]/.test(option)) && program !== 'export';
  // All words of a command are expanded before any of them is carried out: in `export A=1 B=$A`, B gets the old A.
  const before = copyScope(scope);
  for (const part of node.suffix) {
    if (part.type === 'Assignment') {
      assign(part, scope, source, before);
      // Braces in the value make several words of it, of which the last one holds.
      const hasBraces = part.value.type === 'Word' && part.value.parts?.some(({ type }) => type === 'BraceExpansion');
      if (hasBraces) setUnknown(scope, part.name);
      if (transforms) setTransformed(scope, part.name);
      mark(scope, part.name, exports, takesBack);
    } else if (part.type === 'Word' && !/^[-+]/.test(part.value)) {
      const word = part.parts ? expandValue(part, before) : part.value;
      const [, name = word, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word ?? '') ?? [];
      if (name === undefined) continue;
      // Quotes around the name hide an assignment from the parser, but not from the command.
      if (value !== undefined) setHeld(scope, name, { kind: 'text', text: value }, { start: part.pos, end: part.end });
      if (!scope.variables.has(name) && (program === 'local' || program === 'declare' || program === 'typeset')) {
        setHeld(scope, name, { kind: 'unset' });
      }
      if (transforms) setTransformed(scope, name);
      mark(scope, name, exports, takesBack);
    }
  }
}

function setTransformed(scope: Scope, name: string): void {
  setUnknown(scope, name);
  const variable = scope.variables.get(name);
  if (variable) scope.variables.set(name, { ...variable, transforms: true });
}

function mark(scope: Scope, name: string, exports: boolean, takesBack: boolean): void {
  const variable = scope.variables.get(name);
  if (variable) scope.variables.set(name, { ...variable, exported: exports || (variable.exported && !takesBack) });
  // A name that the caller may have set reaches the command with the caller's value, which is not the script's doing.
}

/** Commands that set variables to what nobody knows, or take them away. */
export function setsVariables(node: Command, scope: Scope, source: string): boolean {
  const program = node.name?.value ?? '';
  const words = node.suffix.flatMap((part) => (part.type === 'Word' ? [part.value] : []));
  const names = words.filter((word) => /^[A-Za-z_]\w*$/.test(word));
  if (program === 'unset') {
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
  if (program === 'read' || program === 'mapfile' || program === 'readarray' || program === 'getopts') {
    for (const name of names) setUnknown(scope, name);
    return true;
  }
  if (program === 'let') {
    for (const word of words) setUnknown(scope, /^[A-Za-z_]\w*/.exec(word)?.[0] ?? '');
    return true;
  }
  if (program === 'printf' && words[0] === '-v' && words[1]) setUnknown(scope, words[1]);
  if (program === 'shift') shiftArguments(words, scope);
  return false;
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

/** The arguments of the script or of a function. Without them known, all of them are unknown. */
export function setArguments(scope: Scope, args: readonly Scalar[] | undefined): void {
  const known = args?.some((arg) => arg.splice) ? undefined : args;
  const put = (name: string, held: Held, arg?: Scalar): void =>
    void scope.variables.set(name, { held, exported: false, key: arg?.span ?? NOWHERE, scalar: arg });
  put('@', { kind: 'array', items: known });
  put('#', { kind: 'text', text: known && String(known.length) });
  for (let index = 1; index <= 9; index++) {
    const arg = known?.[index - 1];
    put(String(index), known && !arg ? { kind: 'unset' } : { kind: 'text', text: arg?.value }, arg);
  }
}
