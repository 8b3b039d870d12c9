import type { Command, HereDoc, Word } from 'unbash';
import type { Scalar } from '../../../config/config';
import { sliceMapped } from '../../../text/mappedText';
import { expandValue } from '../expansion/expand';
import { UNKNOWN_CHARACTER } from '../expansion/wordPieces';
import type { Source } from '../source';
import { dequoteHereDoc } from './dequote';
import { NO_SPAN, type Scope, setUnknown, setValue } from './scope';

/** Runs `read -r A B <<< "text"` and `IFS=, read -ra NAMES <<< "$LIST"`. Any other input is unknown. */
export function readLine(node: Command, names: readonly string[], scope: Scope, source: Source): void {
  const options = node.suffix.flatMap((part) => (part.type === 'Word' && part.value.startsWith('-') ? part.value : []));
  if (readHereDoc(node, options, names, scope, source)) return;
  const fields = readFields(node, options, names.length, scope);
  const isArray = options.some((option) => option.includes('a'));
  const [first] = names;
  if (!fields || names.length === 0) for (const name of names) setUnknown(scope, name);
  else if (isArray && first)
    setValue(scope, first, {
      kind: 'array',
      items: fields.map((text): Scalar => ({ text, span: NO_SPAN, value: text })),
    });
  else for (const [index, name] of names.entries()) setValue(scope, name, { kind: 'text', text: fields[index] ?? '' });
}

/** Runs `read -r -d '' NAME <<EOF`, which reads all lines. Returns whether the command is of that kind. */
function readHereDoc(
  node: Command,
  options: readonly string[],
  names: readonly string[],
  scope: Scope,
  source: Source,
): boolean {
  const hereDoc = node.redirects.find((part): part is HereDoc => part.type === 'HereDoc');
  const [name] = names;
  if (!hereDoc || !name || names.length > 1 || !options.includes('-rd') === !options.includes('-d')) return false;
  if (options.length > 1 && !options.includes('-r')) return false;
  const mapped = dequoteHereDoc(hereDoc, scope, source);
  const start = mapped.text.length - mapped.text.trimStart().length;
  const written = sliceMapped(mapped, start, Math.max(start, mapped.text.trimEnd().length));
  // Without separators, the spaces at both ends stay.
  const isKnown = !written.text.includes(UNKNOWN_CHARACTER) && !node.prefix.some((part) => part.type === 'Assignment');
  setValue(scope, name, { kind: 'text', text: isKnown ? written.text : undefined, written });
  return true;
}

/** Returns the fields of the line, one for each name or all of them for an array; undefined if they are unknown. */
function readFields(node: Command, options: readonly string[], count: number, scope: Scope): string[] | undefined {
  const hereString = node.redirects.find((part) => part.type === 'HereString');
  const isSupported = node.redirects.length === 1 && options.every((option) => /^-(?:r|a|ra|ar)$/.test(option));
  if (hereString?.type !== 'HereString' || !hereString.target || !isSupported) return undefined;
  const ifs = findSeparators(node, scope);
  const text = expandValue(hereString.target as Word, scope);
  const line = text?.split('\n', 1)[0];
  if (ifs === undefined || line === undefined) return undefined;
  if (line.includes('\\') && !options.some((option) => option.includes('r'))) return undefined;
  const isArray = options.some((option) => option.includes('a'));
  if (ifs === '') return isArray || count > 1 ? undefined : [line];
  const parts = splitLine(line, ifs);
  if (isArray || parts.length <= count) return parts;
  // The last name gets the rest of the line, separators included.
  return /^[ \t]+$/.test(ifs) ? [...parts.slice(0, count - 1), joinRemainingFields(line, parts, count)] : undefined;
}

function joinRemainingFields(line: string, parts: readonly string[], count: number): string {
  let at = 0;
  for (const part of parts.slice(0, count - 1)) at = line.indexOf(part, at) + part.length;
  return line.slice(at).replace(/^[ \t]+|(?<![ \t])[ \t]+$/g, '');
}

/** Returns the characters that separate fields: spaces and tabs, or one other character. */
function findSeparators(node: Command, scope: Scope): string | undefined {
  const ifsAssignment = node.prefix.find((part) => part.type === 'Assignment' && part.name === 'IFS');
  if (node.prefix.length > (ifsAssignment ? 1 : 0)) return undefined;
  if (ifsAssignment?.type !== 'Assignment') return scope.variables.has('IFS') ? undefined : ' \t';
  const value = ifsAssignment.value.type === 'Word' ? expandValue(ifsAssignment.value, scope) : undefined;
  return value !== undefined && (value === '' || /^[ \t]+$|^[^ \t\n\\]$/.test(value)) ? value : undefined;
}

/** Splits a line at each run of spaces, or at each separator of another kind except at the end. */
function splitLine(line: string, ifs: string): string[] {
  if (/^[ \t]/.test(ifs)) {
    const isSplitEverywhere = [...line]
      .filter((character) => /\s/.test(character))
      .every((space) => ifs.includes(space));
    return isSplitEverywhere
      ? line.split(/[ \t]+/).filter((part) => part !== '')
      : [line.replace(/^[ \t]+|(?<![ \t])[ \t]+$/g, '')];
  }
  const parts = line.split(ifs);
  if (parts.at(-1) === '') parts.pop();
  return parts;
}
