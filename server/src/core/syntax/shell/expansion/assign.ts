import type { Assignment, Command, Word } from 'unbash';
import type { Scalar, Span } from '../../../config/config';
import type { MappedText } from '../../../text/mappedText';
import { addDefaults, collectDefaults } from '../interpreter/defaults';
import { dequoteWord } from '../interpreter/dequote';
import { createPersistentMap, findDifferingNames } from '../interpreter/persistentMap';
import {
  appendText,
  copyScope,
  createPartialArray,
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
import { type Source, spanOf, textOfNode } from '../source';
import { mentionsProgram } from '../text';
import { evaluateArithmeticText } from './arithmetic';
import { expandArrayElements, setItem, toArray } from './array';
import { expandAssigned, expandValue, isPlaceholder } from './expand';
import { isUntouched } from './parameter';

/** Assignments, and the commands that declare variables. */

export const DECLARATIONS = new Set(['export', 'declare', 'typeset', 'local', 'readonly']);

export const nameSpanOf = ({ pos, name }: Assignment, { base }: Source): Span => ({
  start: base + pos,
  end: base + pos + name.length,
});

const MAX_TEXT_LENGTH = 1_000_000;

/** Returns the value of an assignment with its span. */
export function scalarOf(word: Word, scope: Scope, source: Source): Scalar {
  const text = textOfNode(word, source);
  const isUnknown = isPlaceholder(text) || text.startsWith('(');
  const { result, defaults } = collectDefaults(scope.reads, () =>
    isUnknown ? { value: undefined } : expandAssigned(word, scope),
  );
  const { value: known, ending } = result;
  // Without the limit, a script that keeps doubling a text could exhaust the memory.
  const value = known !== undefined && known.length > MAX_TEXT_LENGTH ? undefined : known;
  const span = spanOf(word, source);
  return addDefaults<Scalar>({ text, span, value, ...(ending && { ending }) }, defaults);
}

/**
 * Runs an assignment. Its right side is expanded in `valueScope`, which differs from `scope` if bash expands all values
 * before it assigns any.
 */
export function assign(assignment: Assignment, scope: Scope, source: Source, valueScope: Scope = scope): void {
  const { name, value, append, index } = assignment;
  const { value: previous, transform } = scope.variables.get(name) ?? {};
  // An array cannot come from the environment, so one that the script has not touched is empty.
  const array = previous?.kind === 'text' && !append && !index ? undefined : toArray(previous ?? { kind: 'unset' });
  if (value.type === 'ArrayValue') {
    const associative =
      previous?.kind === 'array' && previous.associative ? ({ keys: [], associative: true } as const) : {};
    const start = append ? array : { kind: 'array' as const, items: [], ...associative };
    setValue(
      scope,
      name,
      expandArrayElements(value.elements, start, valueScope, source),
      nameSpanOf(assignment, source),
    );
    return;
  }
  const newScalar = scalarOf(value, valueScope, source);
  const scalar = append ? addDefaults(newScalar, defaultsOfPrevious(name, scope)) : newScalar;
  if (index || previous?.kind === 'array') {
    // Without an index, an array takes the value as its first item.
    const key = index ? expandValue(index, valueScope) : '0';
    setValue(scope, name, setItem(array, key, scalar, append === true, valueScope), nameSpanOf(assignment, source));
    return;
  }
  const previousText = isUntouched(name, scope) ? '' : textOf(scope, name)?.text;
  const plainText = append ? appendText(previousText, scalar.value) : scalar.value;
  const text = transform
    ? applyTransform(transform, append ? previousText : undefined, append === true, scalar.value, valueScope)
    : plainText;
  const isChanged = append || transform !== undefined;
  setValue(
    scope,
    name,
    {
      kind: 'text',
      text,
      ...(!isChanged && scalar.ending && { ending: scalar.ending }),
      ...(!isChanged && findWrittenScript(value, scalar, valueScope, source)),
    },
    nameSpanOf(assignment, source),
    isChanged ? { ...scalar, value: text } : scalar,
    transform,
  );
}

/** Returns the text of an assigned script where it is written, which other text has no use for. */
function findWrittenScript(
  word: Word,
  { text, value }: Scalar,
  scope: Scope,
  source: Source,
): { written?: MappedText } {
  if (!/\s/.test(text) || !mentionsProgram(text)) return {};
  const written = dequoteWord(word, copyScope(scope), source);
  return value === undefined || written.text === value ? { written } : {};
}

/** The variables whose defaults the value before `+=` uses; a variable that the script never sets counts as empty. */
const defaultsOfPrevious = (name: string, scope: Scope): readonly string[] =>
  isUntouched(name, scope) ? [name] : (scope.variables.get(name)?.defaults ?? []);

/** Transforms a value that is assigned to a variable with a type. */
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
  // Beyond ASCII, upper and lower case depend on the locale.
  if (/[^ -~\t\n]/.test(result)) return undefined;
  return transform === 'lower' ? result.toLowerCase() : result.toUpperCase();
}

/** Runs `export A=1 B`, `declare -x A=1`, `local A` or `readonly A=1`. */
export function declare(node: Command, scope: Scope, source: Source): void {
  const program = node.name?.value;
  const options = node.suffix.flatMap((part) => (part.type === 'Word' && /^[-+]/.test(part.value) ? [part.value] : []));
  const removesExport = options.some((option) => (program === 'export' ? /^-.*n/ : /^\+.*x/).test(option));
  const exports = program === 'export' ? !removesExport : options.some((option) => /^-.*x/.test(option));
  const transform = program === 'export' ? undefined : transformOf(options);
  const isAssociative = program !== 'export' && options.some((option) => /^-.*A/.test(option));
  const isGlobal = options.some((option) => /^-.*g/.test(option));
  const isLocal = scope.locals !== undefined && !isGlobal && /^(?:local|declare|typeset)$/.test(program ?? '');
  // Bash expands all arguments before it assigns any: in `export A=1 B=$A`, B gets the old A. Without expansions no
  // copy of the old scope is needed, which would be slow for a long list of exports.
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
      // Braces make several assignments, of which the last one takes effect.
      const hasBraces = part.value.type === 'Word' && part.value.parts?.some(({ type }) => type === 'BraceExpansion');
      if (hasBraces) setUnknown(scope, part.name);
      setExported(scope, part.name, exports, removesExport);
    } else if (part.type === 'Word' && !/^[-+]/.test(part.value)) {
      const word = part.parts ? expandValue(part, expansionScope) : part.value;
      const [, name = word, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word ?? '') ?? [];
      if (name === undefined) continue;
      // Quotes around the name hide an assignment from the parser, but not from the builtin.
      if (isLocal) declareLocal(scope, name);
      setAttributes(scope, name, transform, isAssociative);
      if (value !== undefined) setValue(scope, name, { kind: 'text', text: value }, spanOf(part, source));
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

/**
 * Copies the assignments of `${NAME:=x}` and `$((NAME++))` from the scope in which words were expanded, which started as
 * `startScope`.
 */
export function copySideEffects(
  inner: Scope,
  startScope: Scope,
  scope: Scope,
  except: ReadonlySet<string> = new Set(),
): void {
  for (const name of findDifferingNames(startScope.variables, inner.variables)) {
    const variable = inner.variables.get(name);
    const isUnchanged = scope.variables.get(name) === startScope.variables.get(name) && !except.has(name);
    if (variable && isUnchanged) scope.variables.set(name, variable);
  }
}

/** Declares a local variable without a value, exported if the variable that it hides is. */
function declareLocal(scope: Scope, name: string): void {
  if (scope.locals?.has(name)) return;
  const hidden = scope.variables.get(name);
  scope.locals?.set(name, { hidden });
  const exported = hidden?.exported ?? false;
  scope.variables.set(name, { value: { kind: 'unset' }, exported, key: NO_SPAN, scalar: undefined });
}

/** Makes both variables unknown where `declare -g` changes the one that a local variable hides, which is rare. */
function forgetHidden(scope: Scope, name: string): void {
  const local = scope.locals?.get(name);
  if (!local) return;
  const hidden = local.hidden ?? { exported: undefined, key: NO_SPAN, scalar: undefined };
  scope.locals?.set(name, { hidden: { ...hidden, value: UNKNOWN_TEXT } });
  setUnknownTransform(scope, name);
}

/** Makes NAME unknown after `declare -n ref=NAME`, which is rare: every change of one variable changes the other. */
function forgetReferenced({ value }: Assignment, scope: Scope): void {
  const target = value.type === 'Word' ? expandValue(value, scope) : undefined;
  if (target && /^[A-Za-z_]\w*$/.test(target)) setUnknownTransform(scope, target);
}

const transformOf = (options: readonly string[]): Transform | undefined => {
  const hasOption = (letter: RegExp): boolean => options.some((option) => letter.test(option));
  if (hasOption(/^-.*[nf]/)) return 'unknown';
  if (hasOption(/^-.*i/)) return 'integer';
  if (hasOption(/^-.*l/)) return 'lower';
  return hasOption(/^-.*u/) ? 'upper' : undefined;
};

/** Sets the type of a variable before it is assigned. Its current value stays unchanged. */
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
  // A variable that only the caller may have set reaches commands with the caller's value, so it is not in the scope.
  else if (exports) {
    scope.pendingExports ??= createPersistentMap();
    scope.pendingExports.set(name, 'always');
  }
}

/** Sets the arguments of the script or of a function, all of which are unknown if `args` is undefined. */
export function setPositionalParameters(scope: Scope, args: readonly Scalar[] | undefined): void {
  const unknownIndex = args?.findIndex((arg) => arg.maySplit) ?? 0;
  const known = unknownIndex < 0 ? args : undefined;
  const setParameter = (name: string, value: ShellValue, arg?: Scalar): void =>
    void scope.variables.set(name, {
      value,
      exported: false,
      key: arg?.span ?? NO_SPAN,
      scalar: arg,
      defaults: arg?.defaults,
    });
  setParameter('@', known || !args ? { kind: 'array', items: known } : createPartialArray(args, true));
  setParameter('#', { kind: 'text', text: known && String(known.length) });
  for (let index = 1; index <= 9; index++) {
    const arg = known || index <= unknownIndex ? args?.[index - 1] : undefined;
    setParameter(String(index), known && !arg ? { kind: 'unset' } : { kind: 'text', text: arg?.value }, arg);
  }
}
