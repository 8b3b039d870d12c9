import type { Command, Word } from 'unbash';
import type { Scalar } from '../../../config/config';
import { expandValue } from '../expansion/expand';
import { NOWHERE, type Scope, setHeld, setUnknown } from './scope';

/** `read -r A B <<< "text"`, and `IFS=, read -ra NAMES <<< "$LIST"`: the one way to read that needs nobody else. */
export function readLine(node: Command, names: readonly string[], scope: Scope): void {
  const options = node.suffix.flatMap((part) => (part.type === 'Word' && part.value.startsWith('-') ? part.value : []));
  const fields = fieldsFor(node, options, names.length, scope);
  const isArray = options.some((option) => option.includes('a'));
  const [first] = names;
  if (!fields || names.length === 0) for (const name of names) setUnknown(scope, name);
  else if (isArray && first)
    setHeld(scope, first, {
      kind: 'array',
      items: fields.map((text): Scalar => ({ text, span: NOWHERE, value: text })),
    });
  else for (const [index, name] of names.entries()) setHeld(scope, name, { kind: 'text', text: fields[index] ?? '' });
}

/** The parts of the line, one for each name, or all of them for an array; undefined where they are not known. */
function fieldsFor(node: Command, options: readonly string[], count: number, scope: Scope): string[] | undefined {
  const here = node.redirects.find((part) => part.type === 'HereString');
  const isOnly = node.redirects.length === 1 && options.every((option) => /^-(?:r|a|ra|ar)$/.test(option));
  if (here?.type !== 'HereString' || !here.target || !isOnly) return undefined;
  const ifs = separators(node, scope);
  const text = expandValue(here.target as Word, scope);
  const line = text?.split('\n', 1)[0];
  if (ifs === undefined || line === undefined) return undefined;
  if (line.includes('\\') && !options.some((option) => option.includes('r'))) return undefined;
  const isArray = options.some((option) => option.includes('a'));
  if (ifs === '') return isArray || count > 1 ? undefined : [line];
  const parts = cut(line, ifs);
  if (isArray || parts.length <= count) return parts;
  // The last name gets all that is left, with what stands between.
  return /^[ \t]+$/.test(ifs) ? [...parts.slice(0, count - 1), rest(line, parts, count)] : undefined;
}

function rest(line: string, parts: readonly string[], count: number): string {
  let at = 0;
  for (const part of parts.slice(0, count - 1)) at = line.indexOf(part, at) + part.length;
  return line.slice(at).replace(/^[ \t]+|[ \t]+$/g, '');
}

/** The characters that part the words: blanks, or one other character. */
function separators(node: Command, scope: Scope): string | undefined {
  const own = node.prefix.find((part) => part.type === 'Assignment' && part.name === 'IFS');
  if (node.prefix.length > (own ? 1 : 0)) return undefined;
  if (own?.type !== 'Assignment') return scope.variables.has('IFS') ? undefined : ' \t';
  const value = own.value.type === 'Word' ? expandValue(own.value, scope) : undefined;
  return value !== undefined && (value === '' || /^[ \t]+$|^[^ \t\n\\]$/.test(value)) ? value : undefined;
}

/** Blanks together part two words; of any other character each one does, but for the last. */
function cut(line: string, ifs: string): string[] {
  if (/^[ \t]/.test(ifs)) {
    const plain = [...line].filter((character) => /\s/.test(character)).every((blank) => ifs.includes(blank));
    return plain ? line.split(/[ \t]+/).filter((part) => part !== '') : [line.replace(/^[ \t]+|[ \t]+$/g, '')];
  }
  const parts = line.split(ifs);
  if (parts.at(-1) === '') parts.pop();
  return parts;
}
