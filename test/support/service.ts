import type { Config, Entry } from '../../server/src/core/config/config';
import { entriesOf } from '../../server/src/core/config/lookup';
import type { DocumentContext } from '../../server/src/core/document/document';
import { json } from '../../server/src/core/syntax/json/jsonSyntax';
import { shell } from '../../server/src/core/syntax/shell/shellSyntax';
import type { Syntax } from '../../server/src/core/syntax/syntax';
import { yaml } from '../../server/src/core/syntax/yaml/yamlSyntax';
import { createSourceService } from '../../server/src/data/shippedService';

/** The service over the source files, created once for all tests. It keeps no state between calls. */
export const service = createSourceService();

export const SYNTAXES: readonly Syntax[] = [shell, yaml];

export const readShell = (text: string, context: DocumentContext = {}) => service.read(text, shell, context);
export const readJson = (text: string, context: DocumentContext = {}) => service.read(text, json, context);
export const readYaml = (text: string, context: DocumentContext = {}) => service.read(text, yaml, context);

/** Returns the variables and flags of a run in source order. */
export const entriesIn = (config: Config): Entry[] =>
  entriesOf(config).sort((a, b) => a.key.start - b.key.start || a.fullSpan.end - b.fullSpan.end);

/** Removes the cursor mark `$0` from a text and returns its offset. */
export function atCursor(marked: string): { text: string; offset: number } {
  const offset = marked.indexOf('$0');
  if (offset < 0) throw new Error('the text has no cursor mark $0');
  return { text: marked.slice(0, offset) + marked.slice(offset + 2), offset };
}
