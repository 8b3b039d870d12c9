import type { Command, Word } from 'unbash';
import { mentionsProgram, namesProgram } from '../text';
import type { Scope } from './scope';
import type { Walk } from './walkState';

/** Names of programs. Those that run or change something in this shell, or that run a script, are not among them. */
const PROGRAM_NAME = /^(?!(?:exec|eval|source|test|true|false|exit|return|break|continue|ssh)$)[A-Za-z][\w./+-]*$/;

/** A shell among the arguments may run a script. */
const SHELL = /sh(?![\w./-])/;

/** Every use of a variable: by its name alone, or in another way, which may change it or run a command. */
const EXPANSION = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})|[$`]|[<>]\(/g;

/**
 * Whether a command does nothing of interest, which its characters and the values of its variables show: it is no
 * training command, runs no function or script, and changes no variable. Most commands of long scripts are such, and
 * their words need not be expanded.
 */
export function isInert(node: Command, words: readonly Word[], scope: Scope, walk: Walk): boolean {
  const { name } = node;
  if (node.suffix.some(mayHoldScript)) return false;
  if (!name || name.parts || !PROGRAM_NAME.test(name.value) || walk.functions.get(name.value)) return false;
  let isSimple = true;
  const text = walk.source.text
    .slice(name.pos, words.at(-1)?.end)
    .replace(EXPANSION, (_, plainName?: string, bracedName?: string) => {
      const variable = plainName ?? bracedName;
      const value = variable === undefined ? undefined : scope.variables.get(variable)?.value;
      isSimple &&= variable !== undefined && value?.kind !== 'array' && !value?.alternatives;
      return value?.kind === 'text' ? (value.text ?? value.ending ?? '') : '';
    });
  return isSimple && !SHELL.test(name.value) && !isOfInterest(text.replace(/["'\\]/g, ''));
}

/** Whether a redirection brings text to a command that names the program. */
const mayHoldScript = (part: Command['suffix'][number]): boolean =>
  (part.type === 'HereDoc' && mentionsProgram(part.body.text)) || part.type === 'HereString';

const isOfInterest = (text: string): boolean => namesProgram(text) || SHELL.test(text);
