import type { Assignment, Command, Word } from 'unbash';
import type { Scalar, Span } from '../../../config/config';
import { differing, layersOf } from '../interpreter/persistentMap';
import {
  appended,
  copyScope,
  type Held,
  NOWHERE,
  type Scope,
  setHeld,
  setUnknown,
  type Transform,
  textOf,
  UNKNOWN_TEXT,
  type Variable,
} from '../interpreter/scope';
import { arithmeticText } from './arithmetic';
import { arrayFrom, asArray, withItem } from './array';
import { expandValue, isPlaceholder } from './expand';
import { isUntouched } from './parameter';

/** Assignments and the commands that assign: what a script does to its variables. */

export const DECLARATIONS = new Set(['export', 'declare', 'typeset', 'local', 'readonly']);

export const keyOf = ({ pos, name }: Assignment): Span => ({ start: pos, end: pos + name.length });

const MOST_TEXT = 1_000_000;

/** The value of an assignment as one word, with its place. */
export function scalarOf(word: Word, scope: Scope, source: string): Scalar {
  const text = source.slice(word.pos, word.end);
  const known = isPlaceholder(text) || text.startsWith('(') ? undefined : expandValue(word, scope);
  // A script that doubles a text often enough must not fill the memory.
  const value = known !== undefined && known.length > MOST_TEXT ? undefined : known;
  return { text, span: { start: word.pos, end: word.end }, value };
}

/** Carries out an assignment. Its right side is worked out in `values`, which is another scope where bash expands first. */
export function assign(assignment: Assignment, scope: Scope, source: string, values: Scope = scope): void {
  const { name, value, append, index } = assignment;
  const { held: before, transforms } = scope.variables.get(name) ?? {};
  // An array cannot come from the environment, so one that the script has not touched is empty.
  const array = before?.kind === 'text' && !append && !index ? undefined : asArray(before ?? { kind: 'unset' });
  if (value.type === 'ArrayValue') {
    const named = before?.kind === 'array' && before.named ? ({ keys: [], named: true } as const) : {};
    const start = append ? array : { kind: 'array' as const, items: [], ...named };
    setHeld(scope, name, arrayFrom(value.elements, start, values, source), keyOf(assignment));
    return;
  }
  const scalar = scalarOf(value, values, source);
  if (index || before?.kind === 'array') {
    // Without an index, an array takes the value as its first item.
    const at = index ? expandValue(index, values) : '0';
    setHeld(scope, name, withItem(array, at, scalar, append === true, values), keyOf(assignment));
    return;
  }
  const known = isUntouched(name, scope) ? '' : textOf(scope, name)?.text;
  const text = transforms
    ? transformed(transforms, append ? known : undefined, append === true, scalar.value, values)
    : append
      ? appended(known, scalar.value)
      : scalar.value;
  const isChanged = append || transforms !== undefined;
  setHeld(
    scope,
    name,
    { kind: 'text', text },
    keyOf(assignment),
    isChanged ? { ...scalar, value: text } : scalar,
    transforms,
  );
}

/** What becomes of a value that is assigned to a variable with a type. */
function transformed(
  transform: Transform,
  before: string | undefined,
  append: boolean,
  text: string | undefined,
  scope: Scope,
): string | undefined {
  if (text === undefined || transform === 'unknown' || (append && before === undefined)) return undefined;
  if (transform === 'integer') {
    const value = arithmeticText(append ? `(${before || 0})+(${text || 0})` : text || '0', scope);
    return value === undefined ? undefined : String(value);
  }
  const whole = append ? `${before}${text}` : text;
  // What is upper case beyond ASCII depends on the locale.
  if (/[^ -~\t\n]/.test(whole)) return undefined;
  return transform === 'lower' ? whole.toLowerCase() : whole.toUpperCase();
}

/** `export A=1 B`, `declare -x A=1`, `local A`, `readonly A=1`. */
export function declare(node: Command, scope: Scope, source: string): void {
  const program = node.name?.value;
  const options = node.suffix.flatMap((part) => (part.type === 'Word' && /^[-+]/.test(part.value) ? [part.value] : []));
  const takesBack = options.some((option) => (program === 'export' ? /^-.*n/ : /^\+.*x/).test(option));
  const exports = program === 'export' ? !takesBack : options.some((option) => /^-.*x/.test(option));
  const transforms = program === 'export' ? undefined : transformOf(options);
  const isNamed = program !== 'export' && options.some((option) => /^-.*A/.test(option));
  const isGlobal = options.some((option) => /^-.*g/.test(option));
  const isLocal = scope.locals !== undefined && !isGlobal && /^(?:local|declare|typeset)$/.test(program ?? '');
  // All words of a command are expanded before any of them is carried out: in `export A=1 B=$A`, B gets the old A.
  // Where nothing is expanded, there is no need for an old scope, and a copy for each line of a long list of exports.
  const isPlain = transforms === undefined && node.suffix.every((part) => isLiteral(part, scope));
  const start = isPlain ? scope : copyScope(scope);
  const before = isPlain ? scope : copyScope(scope);
  for (const part of node.suffix) {
    if (part.type === 'Assignment') {
      if (isLocal) beginLocal(scope, part.name);
      else if (isGlobal) changeHidden(scope, part.name);
      if (transforms === 'unknown') nameReference(part, scope);
      prepare(scope, part.name, transforms, isNamed);
      assign(part, scope, source, before);
      // Braces in the value make several words of it, of which the last one holds.
      const hasBraces = part.value.type === 'Word' && part.value.parts?.some(({ type }) => type === 'BraceExpansion');
      if (hasBraces) setUnknown(scope, part.name);
      mark(scope, part.name, exports, takesBack);
    } else if (part.type === 'Word' && !/^[-+]/.test(part.value)) {
      const word = part.parts ? expandValue(part, before) : part.value;
      const [, name = word, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word ?? '') ?? [];
      if (name === undefined) continue;
      // Quotes around the name hide an assignment from the parser, but not from the command.
      if (isLocal) beginLocal(scope, name);
      prepare(scope, name, transforms, isNamed);
      if (value !== undefined) setHeld(scope, name, { kind: 'text', text: value }, { start: part.pos, end: part.end });
      if (!scope.variables.has(name) && (program === 'local' || program === 'declare' || program === 'typeset')) {
        setHeld(scope, name, { kind: 'unset' });
      }
      mark(scope, name, exports, takesBack);
    }
  }
  if (!isPlain) keepEffects(before, start, scope);
}

/** Whether no variable can be read or set while a part of a declaration is expanded. */
const isLiteral = (part: Command['suffix'][number], scope: Scope): boolean =>
  'text' in part &&
  !/[$`[]/.test(part.text) &&
  (part.type !== 'Assignment' || !scope.variables.get(part.name)?.transforms);

/** What `${NAME:=x}` and `$((NAME++))` did while words were expanded in a scope of their own, which began as `start`. */
export function keepEffects(inner: Scope, start: Scope, scope: Scope, except: readonly string[] = []): void {
  for (const name of differing(start.variables, inner.variables)) {
    const variable = inner.variables.get(name);
    const isLeft = scope.variables.get(name) === start.variables.get(name) && !except.includes(name);
    if (variable && isLeft) scope.variables.set(name, variable);
  }
}

/** A variable of the function's own: it holds nothing yet, and is exported where the one that it hides is. */
function beginLocal(scope: Scope, name: string): void {
  if (scope.locals?.has(name)) return;
  const hidden = scope.variables.get(name);
  scope.locals?.set(name, { hidden });
  const exported = hidden?.exported ?? false;
  scope.variables.set(name, { held: { kind: 'unset' }, exported, key: NOWHERE, scalar: undefined });
}

/** `declare -g` changes the variable that a local one hides, which is rare; both are unknown from here on. */
function changeHidden(scope: Scope, name: string): void {
  const local = scope.locals?.get(name);
  if (!local) return;
  const hidden = local.hidden ?? { exported: undefined, key: NOWHERE, scalar: undefined };
  scope.locals?.set(name, { hidden: { ...hidden, held: UNKNOWN_TEXT } });
  setTransformed(scope, name);
}

/** `declare -n ref=NAME`: whatever is done to one is done to the other, which is rare; NAME is unknown from here on. */
function nameReference({ value }: Assignment, scope: Scope): void {
  const target = value.type === 'Word' ? expandValue(value, scope) : undefined;
  if (target && /^[A-Za-z_]\w*$/.test(target)) setTransformed(scope, target);
}

const transformOf = (options: readonly string[]): Transform | undefined => {
  const has = (letter: RegExp): boolean => options.some((option) => letter.test(option));
  if (has(/^-.*[nf]/)) return 'unknown';
  return has(/^-.*i/) ? 'integer' : has(/^-.*l/) ? 'lower' : has(/^-.*u/) ? 'upper' : undefined;
};

/** Gives a variable its type before it is assigned; what it holds already stays as it is. */
function prepare(scope: Scope, name: string, transforms: Transform | undefined, isNamed: boolean): void {
  if (!transforms && !isNamed) return;
  const unset: Variable = { held: { kind: 'unset' }, exported: false, key: NOWHERE, scalar: undefined };
  const variable = scope.variables.get(name) ?? unset;
  const isNew = isNamed && variable.held.kind !== 'array';
  const held: Held = isNew ? { kind: 'array', items: [], keys: [], named: true } : variable.held;
  scope.variables.set(name, { ...variable, held, transforms: transforms ?? variable.transforms });
}

function setTransformed(scope: Scope, name: string): void {
  setUnknown(scope, name);
  const variable = scope.variables.get(name);
  if (variable) scope.variables.set(name, { ...variable, transforms: 'unknown' });
}

function mark(scope: Scope, name: string, exports: boolean, takesBack: boolean): void {
  const variable = scope.variables.get(name);
  if (variable) scope.variables.set(name, { ...variable, exported: exports || (variable.exported && !takesBack) });
  // A name that the caller may have set reaches the command with the caller's value, which is not the script's doing.
  else if (exports) {
    scope.promised ??= layersOf();
    scope.promised.set(name, 'surely');
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
