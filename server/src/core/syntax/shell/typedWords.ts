import { MEGATRON_COMMANDS } from '../../config/config';
import { SWIFT_EXPORT_SCRIPT, TRAINING_SCRIPT } from './programs';

/** The words of a simple command that is being typed, read from its text alone, without running the script. */

/** The state of a text at its end. */
interface TypedWords {
  /** The words since the last operator, with their quotes. */
  words: readonly string[];
  /** The text ends in quotes, in a comment or in a substitution, where a line break has another meaning. */
  isInside: boolean;
}

/** Splits the text of a command into words. A quote that is never closed extends to the end of the text. */
export function readTypedWords(text: string): TypedWords {
  const token =
    /(?<quoted>'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\$\((?:[^()]|\([^()]*\))*\))|(?<open>['"`])|(?<space>(?:\\\r?\n|[ \t\r\n])+)|(?<operator>[;&|()]+)|(?<letters>(?:\\[\s\S]|[^\s'"`;&|()\\$])+|[\\$])/y;
  let words: string[] = [];
  let word: string | undefined;
  while (token.lastIndex < text.length) {
    const { quoted, open, space, operator, letters = '' } = token.exec(text)?.groups ?? {};
    if (open !== undefined) return { words, isInside: true };
    if (word === undefined && letters.startsWith('#')) {
      const end = text.indexOf('\n', token.lastIndex);
      if (end < 0) return { words, isInside: true };
      token.lastIndex = end;
    } else if (space !== undefined || operator !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
      // Redirections such as `2>&1` belong to the command.
      if (operator !== undefined && !/[<>]$/.test(words.at(-1) ?? '')) words = [];
    } else word = (word ?? '') + (quoted ?? letters);
  }
  return { words: word === undefined ? words : [...words, word], isInside: false };
}

/** Whether words start a training command, possibly through launchers. */
export const startsTraining = (words: readonly string[]): boolean =>
  words.some((word, index) => {
    const next = words[index + 1] ?? '';
    if (/(?:^|\/)megatron$/.test(word)) return (MEGATRON_COMMANDS as readonly string[]).includes(next);
    if (/(?:^|\/)swift$/.test(word)) return next === 'export';
    return TRAINING_SCRIPT.test(word) || SWIFT_EXPORT_SCRIPT.test(word);
  });

/** Whether words only set variables for the command that follows. */
export const areAssignments = (words: readonly string[]): boolean =>
  words.length > 0 && words.every((word) => /^[A-Za-z_]\w*=/.test(word));
