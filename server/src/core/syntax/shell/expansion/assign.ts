import type { Assignment, Command, Word } from 'unbash';
import type { Scalar, Span } from '../../../config/config';
import { createPersistentMap, findDifferingNames } from '../interpreter/persistentMap';
import {
  appendText,
  copyScope,
  NO_SPAN,
  type Scope,
  type ShellValue,
  setUnknown,
  setValue,
  type Transform,
  textOf,
  UNKNOWN_TEXT,
  type Variable,
} from '../interpreter/scope';
import { evaluateArithmeticText } from './arithmetic';
import { expandArrayElements, setItem, toArray } from './array';
import { expandValue, isPlaceholder } from './expand';
import { isUntouched } from './parameter';

/** Assignments and the commands that assign: what a script does to its variables. */

export const DECLARATIONS = new Set(['export', 'declare', 'typeset', 'local', 'readonly']);

export const nameSpanOf = ({ pos, name }: Assignment): Span => ({ start: pos, end: pos + name.length });

const MAX_TEXT_LENGTH = 1_000_000;

/** The value of an assignment as one word, with its place. */
export function scalarOf(word: Word, scope: Scope, source: string): Scalar {
  const text = source.slice(word.pos, word.end);
  const known = isPlaceholder(text) || text.startsWith('(') ? undefined : expandValue(word, scope);
  // A script that doubles a text often enough must not fill the memory.
  const value = known !== undefined && known.length > MAX_TEXT_LENGTH ? undefined : known;
  return { text, span: { start: word.pos, end: word.end }, value };
}

/** Carries out an assignment. Its right side is worked out in `values`, which is another scope where bash expands first. */
export function assign(assignment: Assignment, scope: Scope, source: string, valueScope: Scope = scope): void {
  const { name, value, append, index } = assignment;
  const { value: previous, transform } = scope.variables.get(name) ?? {};
  // An array cannot come from the environment, so one that the script has not touched is empty.
  const array = previous?.kind === 'text' && !append && !index ? undefined : toArray(previous ?? { kind: 'unset' });
  if (value.type === 'ArrayValue') {
    const associative =
      previous?.kind === 'array' && previous.associative ? ({ keys: [], associative: true } as const) : {};
    const start = append ? array : { kind: 'array' as const, items: [], ...associative };
    setValue(scope, name, expandArrayElements(value.elements, start, valueScope, source), nameSpanOf(assignment));
    return;
  }
  const scalar = scalarOf(value, valueScope, source);
  if (index || previous?.kind === 'array') {
    // Without an index, an array takes the value as its first item.
    const key = index ? expandValue(index, valueScope) : '0';
    setValue(scope, name, setItem(array, key, scalar, append === true, valueScope), nameSpanOf(assignment));
    return;
  }
  const known = isUntouched(name, scope) ? '' : textOf(scope, name)?.text;
  const text = transform
    ? applyTransform(transform, append ? known : undefined, append === true, scalar.value, valueScope)
    : append
      ? appendText(known, scalar.value)
      : scalar.value;
  const isChanged = append || transform !== undefined;
  setValue(
    scope,
    name,
    { kind: 'text', text },
    nameSpanOf(assignment),
    isChanged ? { ...scalar, value: text } : scalar,
    transform,
  );
}

/** What becomes of a value that is assigned to a variable with a type. */
function applyTransform(
  transform: Transform,
  previous: string | undefined,
  append: boolean,
  text: string | undefined,
  scope: Scope,
): string | undefined {
  if (text === undefined || transform === 'unknown' || (append && previous === undefined)) return undefined;
  if (transform === 'integer') {
    const value = evaluateArithmeticText(append ? `(${previous || 0})+(${text || 0})` : text || '0', scope);
    return value === undefined ? undefined : String(value);
  }
  const result = append ? `${previous}${text}` : text;
  // What is upper case beyond ASCII depends on the locale.
  if (/[^ -~\t\n]/.test(result)) return undefined;
  return transform === 'lower' ? result.toLowerCase() : result.toUpperCase();
}

/** `export A=1 B`, `declare -x A=1`, `local A`, `readonly A=1`. */
export function declare(node: Command, scope: Scope, source: string): void {
  const program = node.name?.value;
  const options = node.suffix.flatMap((part) => (part.type === 'Word' && /^[-+]/.test(part.value) ? [part.value] : []));
  const removesExport = options.some((option) => (program === 'export' ? /^-.*n/ : /^\+.*x/).test(option));
  const exports = program === 'export' ? !removesExport : options.some((option) => /^-.*x/.test(option));
  const transform = program === 'export' ? undefined : transformOf(options);
  const isAssociative = program !== 'export' && options.some((option) => /^-.*A/.test(option));
  const isGlobal = options.some((option) => /^-.*g/.test(option));
  const isLocal = scope.locals !== undefined && !isGlobal && /^(?:local|declare|typeset)$/.test(program ?? '');
  // All words of a command are expanded before any of them is carried out: in `export A=1 B=$A`, B gets the old A.
  // Where nothing is expanded, there is no need for an old scope, and a copy for each line of a long list of exports.
  const isPlain = transform === undefined && node.suffix.every((part) => isLiteral(part, scope));
  const startScope = isPlain ? scope : copyScope(scope);
  const expansionScope = isPlain ? scope : copyScope(scope);
  for (const part of node.suffix) {
    if (part.type === 'Assignment') {
      if (isLocal) declareLocal(scope, part.name);
      else if (isGlobal) forgetHidden(scope, part.name);
      if (transform === 'unknown') forgetReferenced(part, scope);
      setAttributes(scope, part.name, transform, isAssociative);
      assign(part, scope, source, expansionScope);
      // Braces in the value make several words of it, of which the last one holds.
      const hasBraces = part.value.type === 'Word' && part.value.parts?.some(({ type }) => type === 'BraceExpansion');
      if (hasBraces) setUnknown(scope, part.name);
      setExported(scope, part.name, exports, removesExport);
    } else if (part.type === 'Word' && !/^[-+]/.test(part.value)) {
      const word = part.parts ? expandValue(part, expansionScope) : part.value;
      const [, name = word, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word ?? '') ?? [];
      if (name === undefined) continue;
      // Quotes around the name hide an assignment from the parser, but not from the command.
      if (isLocal) declareLocal(scope, name);
      setAttributes(scope, name, transform, isAssociative);
      if (value !== undefined) setValue(scope, name, { kind: 'text', text: value }, { start: part.pos, end: part.end });
      if (!scope.variables.has(name) && (program === 'local' || program === 'declare' || program === 'typeset')) {
        setValue(scope, name, { kind: 'unset' });
      }
      setExported(scope, name, exports, removesExport);
    }
  }
  if (!isPlain) copySideEffects(expansionScope, startScope, scope);
}

/** Whether no variable can be read or set while a part of a declaration is expanded. */
const isLiteral = (part: Command['suffix'][number], scope: Scope): boolean =>
  'text' in part &&
  !/[$`[]/.test(part.text) &&
  (part.type !== 'Assignment' || !scope.variables.get(part.name)?.transform);

/** What `${NAME:=x}` and `$((NAME++))` did while words were expanded in a scope of their own, which began as `start`. */
export function copySideEffects(inner: Scope, startScope: Scope, scope: Scope, except: readonly string[] = []): void {
  for (const name of findDifferingNames(startScope.variables, inner.variables)) {
    const variable = inner.variables.get(name);
    const isUnchanged = scope.variables.get(name) === startScope.variables.get(name) && !except.includes(name);
    if (variable && isUnchanged) scope.variables.set(name, variable);
  }
}

/** A variable of the function's own: it holds nothing yet, and is exported where the one that it hides is. */
function declareLocal(scope: Scope, name: string): void {
  if (scope.locals?.has(name)) return;
  const hidden = scope.variables.get(name);
  scope.locals?.set(name, { hidden });
  const exported = hidden?.exported ?? false;
  scope.variables.set(name, { value: { kind: 'unset' }, exported, key: NO_SPAN, scalar: undefined });
}

/** `declare -g` changes the variable that a local one hides, which is rare; both are unknown from here on. */
function forgetHidden(scope: Scope, name: string): void {
  const local = scope.locals?.get(name);
  if (!local) return;
  const hidden = local.hidden ?? { exported: undefined, key: NO_SPAN, scalar: undefined };
  scope.locals?.set(name, { hidden: { ...hidden, value: UNKNOWN_TEXT } });
  setUnknownTransform(scope, name);
}

/** `declare -n ref=NAME`: whatever is done to one is done to the other, which is rare; NAME is unknown from here on. */
function forgetReferenced({ value }: Assignment, scope: Scope): void {
  const target = value.type === 'Word' ? expandValue(value, scope) : undefined;
  if (target && /^[A-Za-z_]\w*$/.test(target)) setUnknownTransform(scope, target);
}

const transformOf = (options: readonly string[]): Transform | undefined => {
  const hasOption = (letter: RegExp): boolean => options.some((option) => letter.test(option));
  if (hasOption(/^-.*[nf]/)) return 'unknown';
  return hasOption(/^-.*i/) ? 'integer' : hasOption(/^-.*l/) ? 'lower' : hasOption(/^-.*u/) ? 'upper' : undefined;
};

/** Gives a variable its type before it is assigned; what it holds already stays as it is. */
function setAttributes(scope: Scope, name: string, transform: Transform | undefined, isAssociative: boolean): void {
  if (!transform && !isAssociative) return;
  const unset: Variable = { value: { kind: 'unset' }, exported: false, key: NO_SPAN, scalar: undefined };
  const variable = scope.variables.get(name) ?? unset;
  const isNew = isAssociative && variable.value.kind !== 'array';
  const value: ShellValue = isNew ? { kind: 'array', items: [], keys: [], associative: true } : variable.value;
  scope.variables.set(name, { ...variable, value, transform: transform ?? variable.transform });
}

function setUnknownTransform(scope: Scope, name: string): void {
  setUnknown(scope, name);
  const variable = scope.variables.get(name);
  if (variable) scope.variables.set(name, { ...variable, transform: 'unknown' });
}

function setExported(scope: Scope, name: string, exports: boolean, removesExport: boolean): void {
  const variable = scope.variables.get(name);
  if (variable) scope.variables.set(name, { ...variable, exported: exports || (variable.exported && !removesExport) });
  // A name that the caller may have set reaches the command with the caller's value, which is not the script's doing.
  else if (exports) {
    scope.pendingExports ??= createPersistentMap();
    scope.pendingExports.set(name, 'always');
  }
}

/** The arguments of the script or of a function. Without them known, all of them are unknown. */
export function setPositionalParameters(scope: Scope, args: readonly Scalar[] | undefined): void {
  const known = args?.some((arg) => arg.maySplit) ? undefined : args;
  const setParameter = (name: string, value: ShellValue, arg?: Scalar): void =>
    void scope.variables.set(name, { value, exported: false, key: arg?.span ?? NO_SPAN, scalar: arg });
  setParameter('@', { kind: 'array', items: known });
  setParameter('#', { kind: 'text', text: known && String(known.length) });
  for (let index = 1; index <= 9; index++) {
    const arg = known?.[index - 1];
    setParameter(String(index), known && !arg ? { kind: 'unset' } : { kind: 'text', text: arg?.value }, arg);
  }
}
