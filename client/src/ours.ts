import type { TextDocument } from 'vscode';

/** Languages in which training configs are written. */
export const LANGUAGES = ['shellscript', 'yaml'];

/** How much of a document is looked at: a config shows itself early, and a huge file must not cost anything. */
const LOOK_AT = 200_000;

const COMMAND = /\bmegatron\b/;
const MODELINE = /#\s*preflight:/;
const KEYS =
  /^["']?(?:\w+_model_parallel_size|context_parallel_size|micro_batch_size|recompute_\w+|moe_\w+|padding_free|sequence_parallel)["']?\s*:/m;

/**
 * A cheap look at a document, to decide whether the server is worth starting. It errs on the side of yes:
 * the server itself decides what is a training config.
 */
export function looksLikeOurs({ languageId, getText }: Pick<TextDocument, 'languageId' | 'getText'>): boolean {
  if (!LANGUAGES.includes(languageId)) return false;
  const text = getText().slice(0, LOOK_AT);
  return MODELINE.test(text) || (languageId === 'yaml' ? KEYS : COMMAND).test(text);
}
