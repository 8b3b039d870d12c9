import type { TextDocument } from 'vscode';

/** Languages in which training configs are written. */
export const CONFIG_LANGUAGES = ['shellscript', 'yaml'];

/** Limit of the text that is searched: a config is recognizable early, and a huge file must not cost time. */
const MAX_TEXT_LENGTH = 200_000;

const COMMAND = /\bmegatron\b|\bswift[ \t./]+(?:cli[./]+)?export\b/;
const MODELINE = /#\s*preflight:/;
const CONFIG_KEY =
  /^["'{]?(?:\w+[_-]model[_-]parallel[_-]size|context[_-]parallel[_-]size|micro[_-]batch[_-]size|recompute[_-][\w-]+|moe[_-][\w-]+|padding[_-]free|sequence[_-]parallel|overlap[_-][\w-]+|no[_-](?:save|load)[_-][\w-]+|[\w-]+[_-]fusion|decoder[_-][\w-]+|(?=[\w-]*(?:megatron|mcore))[\w-]+)["']?\s*:/m;

/**
 * Checks cheaply whether a document may be a training config, to start the server. False positives are harmless, since
 * the server itself decides what a training config is.
 */
export function looksLikeTrainingConfig({
  languageId,
  getText,
}: Pick<TextDocument, 'languageId' | 'getText'>): boolean {
  if (!CONFIG_LANGUAGES.includes(languageId)) return false;
  const text = getText().slice(0, MAX_TEXT_LENGTH);
  return MODELINE.test(text) || (languageId === 'yaml' ? CONFIG_KEY : COMMAND).test(text);
}
