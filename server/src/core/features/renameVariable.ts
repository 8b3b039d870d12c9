import type { Span } from '../config/config';
import type { Edit } from '../config/edit';
import { containsOffset } from '../config/lookup';
import type { Document } from '../document/document';
import type { VariableUse } from '../syntax/syntax';

/** The name at the cursor, which can be renamed. */
export interface RenamableVariable {
  span: Span;
  name: string;
}

/** The reason why a variable cannot be renamed, as a sentence. */
export interface RenameRefusal {
  reason: string;
}

/** Variables that bash itself or the system sets and reads. */
const SYSTEM_VARIABLES =
  /^(?:BASH\w*|HOME|HOSTNAME|IFS|LANG|LC_\w+|LINENO|OLDPWD|OPTARG|OPTIND|PATH|PPID|PS[0-4]|PWD|RANDOM|REPLY|SECONDS|SHELL|SLURM_\w+|TERM|TMPDIR|UID|USER)$/;

/** Finds the variable at an offset; undefined where there is none. */
export function findRenamableVariable(
  document: Document,
  offset: number,
): RenamableVariable | RenameRefusal | undefined {
  const { syntax, text } = document;
  const uses = syntax.findVariableUses(text);
  const use = uses.find(({ span }) => containsOffset(span, offset));
  if (!use) return undefined;
  const own = uses.filter(({ name }) => name === use.name);
  const refusal = explainRefusal(document, use.name, own);
  return refusal === undefined ? { span: nameSpanOf(use), name: use.name } : { reason: refusal };
}

/** Renames a variable of a script everywhere, so that its commands get the same arguments. */
export function renameVariable(document: Document, offset: number, newName: string): Edit[] | RenameRefusal {
  const found = findRenamableVariable(document, offset);
  if (!found) return { reason: 'There is no variable here.' };
  if ('reason' in found) return found;
  if (!/^[A-Za-z_]\w*$/.test(newName))
    return { reason: 'The name of a variable consists of letters, digits and underscores, and begins with no digit.' };
  if (SYSTEM_VARIABLES.test(newName)) return { reason: `Bash or the system uses ${newName} itself.` };
  const uses = document.syntax.findVariableUses(document.text);
  const isTaken = uses.some(({ name }) => name === newName) || findReads(document.text, newName).length > 0;
  if (newName !== found.name && isTaken) return { reason: `The script already has a variable ${newName}.` };
  return uses.filter(({ name }) => name === found.name).map((use) => ({ span: nameSpanOf(use), newText: newName }));
}

/** The span of the name alone: a read such as `$NAME` includes the dollar sign. */
const nameSpanOf = ({ span, name }: VariableUse): Span => ({ start: span.end - name.length, end: span.end });

function explainRefusal(document: Document, name: string, own: readonly VariableUse[]): string | undefined {
  const { syntax, text } = document;
  if (SYSTEM_VARIABLES.test(name)) return `Bash or the system uses ${name} itself.`;
  if (!own.some(({ isWrite }) => isWrite)) return `${name} is not set in this script, but where it is started.`;
  if (own.some(({ isExport }) => isExport)) return `${name} is passed to other programs, which read it by this name.`;
  if (syntax.hidesVariableUses?.(text))
    return 'The script may name variables in a file that it sources, or through eval, getopts, arithmetic or the value of another variable, where a renaming cannot follow.';
  const starts = new Set(own.map((use) => nameSpanOf(use).start));
  const isComplete = own.every((use) => text.slice(nameSpanOf(use).start, use.span.end) === name);
  const isFollowed = findReads(text, name).every((start) => starts.has(start));
  return isComplete && isFollowed
    ? undefined
    : `The script also reads ${name} in an index or in a text that another shell runs, where a renaming cannot follow.`;
}

/** Limit of the text before a name that is inspected. */
const MAX_BEFORE_LENGTH = 40;

/** Finds the offsets at which a text reads a variable, or another shell that gets a part of the text would. */
function findReads(text: string, name: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const isWord = !/\w/.test(text[at - 1] ?? '') && !/\w/.test(text[at + name.length] ?? '');
    if (isWord && isBeforeRead(text.slice(Math.max(0, at - MAX_BEFORE_LENGTH), at))) found.push(at);
  }
  return found;
}

/** Whether a name is read after a text: after a dollar sign, in an index, or in `${X:OFFSET}`. */
function isBeforeRead(before: string): boolean {
  if (/\$(?:\{[#!]?)?$/.test(before)) return true;
  const index = before.lastIndexOf('[');
  const brace = before.lastIndexOf('${');
  const isIndex = index > before.lastIndexOf(']') && !/\s/.test(before.slice(index));
  return isIndex || (brace > before.lastIndexOf('}') && before.slice(brace).includes(':'));
}
