import { type Command, forEachChild, type SyntaxNode, type Word } from 'unbash';
import { isTooLong, type VariableUse } from '../syntax';
import { mentionsProgram, parseScript } from './text';

const MAX_DEPTH = 200;

/** Finds every write and read of a variable in a script. Navigation calls this on demand, not on every keystroke. */
export function findShellVariableUses(text: string): VariableUse[] {
  if (isTooLong(text) || !mentionsProgram(text)) return [];
  const uses: VariableUse[] = [];
  let depth = 0;
  const visit = (node: SyntaxNode): void => {
    const use = variableUseOf(node);
    if (use) uses.push(use);
    if (node.type === 'Command') uses.push(...namedUsesOf(node, text));
    // The text inside `$(` is parsed each time it is visited, again at each level.
    if (++depth < MAX_DEPTH) forEachChild(node, visit);
    depth--;
  };
  try {
    for (const statement of parseScript(text).commands) visit(statement);
  } catch {
    // If a text cannot be walked to its end, the variables found so far are returned.
  }
  return mergeUses(uses.filter(({ span }) => span.end <= text.length));
}

/** Merges the uses at one place: an assignment may be an export as well. */
function mergeUses(uses: readonly VariableUse[]): VariableUse[] {
  const byStart = new Map<number, VariableUse>();
  for (const use of uses) byStart.set(use.span.start, { ...byStart.get(use.span.start), ...use });
  return [...byStart.values()];
}

/** Programs of the shell itself whose arguments name variables, and whether they set them. */
const NAMING: Readonly<Record<string, { isWrite: boolean }>> = {
  export: { isWrite: false },
  declare: { isWrite: false },
  typeset: { isWrite: false },
  local: { isWrite: false },
  readonly: { isWrite: false },
  unset: { isWrite: false },
  read: { isWrite: true },
  mapfile: { isWrite: true },
  readarray: { isWrite: true },
};

/** Returns the variables that the arguments of a command name, and those that it exports. */
function namedUsesOf({ name, prefix, suffix }: Command, text: string): VariableUse[] {
  if (!name) return [];
  const options = suffix.flatMap((part) => (part.type === 'Word' && /^-\w/.test(part.value) ? [part.value] : []));
  const isExporting = name.value === 'export' || (/^(?:declare|typeset)$/.test(name.value) && options.some(hasExport));
  const exported = [...prefix, ...(isExporting ? suffix : [])].flatMap((part): VariableUse[] =>
    part.type === 'Assignment'
      ? [
          {
            name: part.name,
            span: { start: part.pos, end: part.pos + part.name.length },
            isWrite: true,
            isExport: true,
          },
        ]
      : [],
  );
  const naming = name.value === 'printf' ? { isWrite: true } : NAMING[name.value];
  if (!naming) return exported;
  const words = suffix.filter((part): part is Word => part.type === 'Word');
  const named = name.value === 'printf' ? words.slice(1, words[0]?.value === '-v' ? 2 : 0) : words;
  return [
    ...exported,
    ...named
      .filter(({ pos, end }) => /^[A-Za-z_]\w*$/.test(text.slice(pos, end)))
      .map(({ value, pos, end }) => ({
        name: value,
        span: { start: pos, end },
        ...naming,
        ...(isExporting && { isExport: true as const }),
      })),
  ];
}

const hasExport = (option: string): boolean => option.includes('x');

/** Ways in which a script names variables in texts that are evaluated later, in other files, or by the values of others. */
const HIDING = [
  /\b(?:eval|let|getopts|nameref|allexport)\b|\$\{!|\bset[ \t]+-\w*a/,
  /\b(?:declare|local|typeset)[ \t]+-\w*[ni]/,
  /(?:^|[\s;&|(])(?:\.|source)[ \t]+\S/,
  /(?:^|\s)[A-Za-z_]\w*[ \t]+-(?:eq|ne|lt|le|gt|ge)\b|-(?:eq|ne|lt|le|gt|ge)[ \t]+[A-Za-z_]/,
];

/** Whether a script names variables in a way that is not among their uses. */
export const hidesShellVariableUses = (text: string): boolean => HIDING.some((pattern) => pattern.test(text));

function variableUseOf(node: SyntaxNode): VariableUse | undefined {
  if (node.type === 'Assignment') {
    return { name: node.name, span: { start: node.pos, end: node.pos + node.name.length }, isWrite: true };
  }
  if (node.type === 'For') {
    return { name: node.name.value, span: { start: node.name.pos, end: node.name.end }, isWrite: true };
  }
  if (node.type === 'SimpleExpansion' && /^\$[A-Za-z_]/.test(node.text)) {
    return { name: node.text.slice(1), span: { start: node.pos, end: node.end }, isWrite: false };
  }
  if (node.type === 'ParameterExpansion' && /^[A-Za-z_]/.test(node.parameter)) {
    return { name: node.parameter, span: { start: node.parameterPos, end: node.parameterEnd }, isWrite: false };
  }
  if (node.type === 'ArithmeticWord' && /^[A-Za-z_]\w*$/.test(node.value)) {
    return { name: node.value, span: { start: node.pos, end: node.end }, isWrite: false };
  }
  return undefined;
}
