import type { TextDocument } from 'vscode';

/** Languages in which training configs are written. */
export const CONFIG_LANGUAGES = ['shellscript', 'yaml'];

/** How much of a document is looked at: a config shows itself early, and a huge file must not cost anything. */
const MAX_TEXT_LENGTH = 200_000;

const COMMAND = /\bmegatron\b/;
const MODELINE = /#\s*preflight:/;
const CONFIG_KEY =
  /^["'{]?(?:\w+[_-]model[_-]parallel[_-]size|context[_-]parallel[_-]size|micro[_-]batch[_-]size|recompute[_-][\w-]+|moe[_-][\w-]+|padding[_-]free|sequence[_-]parallel|overlap[_-][\w-]+|no[_-](?:save|load)[_-][\w-]+|[\w-]+[_-]fusion|decoder[_-][\w-]+|[\w-]*(?:megatron|mcore)[\w-]*)["']?\s*:/m;

/**
 * A cheap look at a document, to decide whether the server is worth starting. It errs on the side of yes:
 * the server itself decides what is a training config.
 */
export function looksLikeTrainingConfig({
  languageId,
  getText,
}: Pick<TextDocument, 'languageId' | 'getText'>): boolean {
  if (!CONFIG_LANGUAGES.includes(languageId)) return false;
  const text = getText().slice(0, MAX_TEXT_LENGTH);
  return MODELINE.test(text) || (languageId === 'yaml' ? CONFIG_KEY : COMMAND).test(text);
}
