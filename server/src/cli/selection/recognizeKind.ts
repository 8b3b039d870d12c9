import type { Service } from '../../core/service';

/** The programs of scripts without an extension, as their first lines name them. */
const SHELL_LINE = /^#!.*\b(?:ba|da|k|z)?sh\b/;
const PYTHON_LINE = /^#!.*\bpython/;

const FENCE = /^ {0,3}(?:```|~~~)/m;
const PYTHON_IMPORT = /^(?:import|from) \w+/m;

/** The kinds of texts, as file name extensions: the first ones need more evidence than a command that can be read. */
const KINDS: readonly (readonly [extension: string, isPossible: RegExp])[] = [
  ['.json', /^\s*\{/],
  // The first line that is not a comment begins a document or has a key.
  ['.yaml', /^(?:[ \t\r]*(?:#[^\n]*)?\n)*(?:---|%|["']?[\w.-]+["']?[ \t]*:(?:\s|$))/],
  ['.md', FENCE],
  ['.py', PYTHON_IMPORT],
  ['.sh', /megatron|swift/],
  ['.md', /megatron|swift/],
  ['.py', /megatron|swift/],
  ['.yaml', /^# preflight:/m],
];

/** Recognizes a script by its first line. Returns the extension that such files have. */
export function recognizeScript(text: string): string | undefined {
  if (SHELL_LINE.test(text)) return '.sh';
  return PYTHON_LINE.test(text) ? '.py' : undefined;
}

/**
 * Recognizes the kind of a text by its first line, or by the commands that are found when it is read as that kind.
 * Returns the file name extension, that of scripts if nothing is found.
 */
export function recognizeKind(service: Service, text: string): string {
  const hasCommands = (extension: string): boolean => {
    const syntax = service.findSyntax(undefined, extension);
    return syntax !== undefined && service.read(text, syntax, {}).reading.configs.length > 0;
  };
  const found = KINDS.find(([extension, isPossible]) => isPossible.test(text) && hasCommands(extension));
  return recognizeScript(text) ?? found?.[0] ?? '.sh';
}
