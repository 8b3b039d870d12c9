import type { TextDocument } from 'vscode';

/** Languages in which training configs are written. */
export const CONFIG_LANGUAGES = ['shellscript', 'yaml', 'python'];

/** Limit of the text that is searched: a config is recognizable early, and a huge file must not cost time. */
const MAX_TEXT_LENGTH = 200_000;

const PROGRAM = /\bmegatron\b|\bswift[ \t./]+(?:cli[./]+)?export\b/;
/** A command as it is written in a manifest or a Python program, also as a list of words. */
const COMMAND =
  /\b(?:megatron["',\s\\[\]-]+(?:pt|sft|rlhf|export)|swift["',\s\\[\]-]+export|swift[./]cli[./]export)\b|_megatron[./](?:pt|sft|rlhf|export)\b/;
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
  if (languageId === 'shellscript') return MODELINE.test(text) || PROGRAM.test(text);
  return MODELINE.test(text) || COMMAND.test(text) || (languageId === 'yaml' && CONFIG_KEY.test(text));
}

/** Limit of a text that is only begun, in characters. */
const MAX_BEGUN_LENGTH = 500;

/**
 * Checks whether a document is a new script or config file: nothing but comments and its first words. The server
 * completes them before anything shows what the file is.
 */
export function isBegun({ languageId, getText }: Pick<TextDocument, 'languageId' | 'getText'>): boolean {
  if (languageId !== 'shellscript' && languageId !== 'yaml') return false;
  const text = getText();
  if (text.length > MAX_BEGUN_LENGTH) return false;
  const lines = text.split('\n').filter((line) => !/^\s*(?:#|---|$)/.test(line));
  return lines.length <= 1 && lines.every((line) => /^[\w-]*\s*$/.test(line));
}
