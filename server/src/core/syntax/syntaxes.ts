import { hasExtension } from '../config/extensions';
import { json } from './json/jsonSyntax';
import { markdown } from './markdown/markdownSyntax';
import { python } from './python/pythonSyntax';
import { shell } from './shell/shellSyntax';
import type { Syntax } from './syntax';
import { yaml } from './yaml/yamlSyntax';

const SYNTAXES: readonly Syntax[] = [shell, yaml, json, markdown, python];

/**
 * Finds the syntax by the language id of an editor, else by the extension of the file; undefined when there is none.
 */
export const findSyntax = (language: string | undefined, fileName: string): Syntax | undefined =>
  SYNTAXES.find(({ languages }) => language !== undefined && languages.includes(language)) ??
  SYNTAXES.find(({ extensions }) => hasExtension(fileName.toLowerCase(), extensions));

/** The syntaxes in which new configs are written. */
export const NEW_CONFIG_SYNTAXES: readonly Syntax[] = [shell, yaml];

/** Returns the syntax of whole texts, for one of texts that turned out to contain commands. */
export const baseOf = (syntax: Syntax): Syntax => SYNTAXES.find(({ id }) => id === syntax.id) ?? syntax;

/** Finds the syntax of a file that a command names as its config: YAML unless the extension is known. */
export const syntaxOfNamedFile = (fileName: string): Syntax =>
  SYNTAXES.find(({ extensions }) => hasExtension(fileName, extensions)) ?? yaml;
