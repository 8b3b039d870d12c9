import type { Document } from '../../document/document';
import type { Cursor } from '../../syntax/syntax';
import type { Completion } from './item';

/** Completes references to the variables that a script sets before the cursor: `$LR`. */
export function completeReferences(document: Document, cursor: Cursor & { at: 'value' }, flag: string): Completion[] {
  const { syntax, text, reading } = document;
  const print = syntax.printReference;
  // Single quotes keep a dollar as it is.
  if (!print || cursor.prefix.startsWith("'") || text[cursor.span.start - 1] === "'") return [];
  const typed = /\$\{?(\w*)$/.exec(cursor.prefix)?.[1] ?? '';
  const launcherVariables = new Set(reading.configs.flatMap(({ variables }) => variables.map(({ name }) => name)));
  const written = syntax
    .findVariableUses(text)
    .filter(({ name, span, isWrite }) => isWrite && span.start < cursor.span.start && !launcherVariables.has(name));
  const names = [...new Set(written.map(({ name }) => name))].filter((name) => startsWithTyped(name, typed));
  return names.map((name): Completion => {
    const newText = print(name, text, cursor);
    return {
      label: `$${name}`,
      kind: 'variable',
      detail: 'variable of this script',
      summary: '',
      // A variable that is called like the flag is most likely its value.
      sort: `5${isNamedLike(name, flag) ? '0' : '1'}${name}`,
      filter: newText,
      edit: { span: cursor.span, newText },
    };
  });
}

const startsWithTyped = (name: string, typed: string): boolean => name.toLowerCase().startsWith(typed.toLowerCase());

const isNamedLike = (name: string, flag: string): boolean => {
  const lower = name.toLowerCase();
  return lower === flag || flag.split('_').includes(lower) || lower.split('_').includes(flag);
};
