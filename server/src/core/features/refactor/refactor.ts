import type { Config, Span } from '../../config/config';
import { containsOffset, isCommandLine } from '../../config/lookup';
import { type Document, isExcessive } from '../../document/document';
import { extractVariable } from './extractVariable';
import { type RefactorContext, type Refactoring, type RefactoringKind, refuse } from './refactoring';
import { sortFlags } from './sortFlags';
import { convertToConfigFile } from './toConfigFile';
import { convertToArguments, convertToScript } from './toScript';

/** Lists the refactorings of the command or config file at a selection, of the kinds that are asked for. */
export function listRefactorings(
  context: RefactorContext,
  document: Document,
  span: Span,
  isWanted: (kind: RefactoringKind) => boolean,
): Refactoring[] {
  // A request for conversions or sorting alone is a command of the user, which need not point at the only run of a file.
  const { configs } = document.reading;
  const only = !isWanted('extractVariable') && configs.length === 1 ? configs[0] : undefined;
  const config = findConfig(document, span.start) ?? only;
  if (!config || config.embedded || isExcessive(document)) return [];
  const create = (kind: RefactoringKind, refactor: () => Refactoring | undefined): Refactoring[] =>
    isWanted(kind) ? [refactor() ?? []].flat() : [];
  if (!isCommandLine(config)) {
    return document.syntax.findComments ? create('toShell', () => convertToScript(context, document, config)) : [];
  }
  if (!document.syntax.sortFlags) return [];
  return [
    ...(config.configFile
      ? create('toShell', () => convertToArguments(context, document, config))
      : create('toYaml', () => convertToConfigFile(context, document, config))),
    ...(config.configFile || isWanted('toYaml')
      ? []
      : create('toShell', () =>
          refuse('toShell', 'The command already has all of its flags, and names no config file.'),
        )),
    ...create('sortFlags', () => sortFlags(context, document, config)),
    ...create('extractVariable', () => extractVariable(context, document, config, span.start)),
  ];
}

/** Finds the command that contains an offset or has a flag there, as in an array, or the config file. */
const findConfig = ({ reading: { configs } }: Document, offset: number): Config | undefined =>
  configs.find((config) => !isCommandLine(config) || containsOffset(config.fullSpan, offset)) ??
  configs.find(({ flags }) => flags.some(({ fullSpan }) => containsOffset(fullSpan, offset)));
