/**
 * Evidence that a name gives for its value: *strong* names hold secrets only, *weak* ones also numbers (`max_token`),
 * and values of *vague* ones (`key`) are secrets only if they look random.
 */
type NameEvidence = 'strong' | 'weak' | 'vague';

/** Last words of names that hold nothing but a secret. */
const STRONG_WORD =
  /^(?:\w*passw(?:or)?ds?|\w*passphrases?|passcodes?|\w*(?<!by|com|sur|tres|over|under)pass|\w*pwds?|\w*secrets?|\w*credentials?|creds?|bearer|\w*webhooks?)$/;

/** Last words of names that may hold a number or a special token instead. */
const WEAK_WORD =
  /^(?:\w*tokens?|pats?|auth|authorization|\w*cookies?|dsn|jwt|sas|connectionstring|\w*(?:api|access|secret|private|auth|account)keys?)$/;

/** Words before `token` or `tokens` in the names of tokenizers, and of counts and positions in a text. */
const TEXT_TOKEN =
  /^(?:eos|bos|pad|unk|mask|cls|sep|eod|eot|eop|sot|image|img|video|audio|vision|speech|text|stop|max|min|num|special|start|end|begin|first|last|think|prefix|suffix|middle|fim|new|next|prev|per|target|decoder|encoder|forced|placeholder|reserved|added|extra|total|train|eval|seen|prompt|completion|input|output|context|cached|bad|batched|number|of)$/;

/** Words before `key` in the names of credentials. Other keys, such as `image_key`, are those of a dictionary. */
const SECRET_KEY =
  /^(?:api|access|secret|private|auth|account|master|signing|encryption|decryption|storage|subscription|service|client|consumer|app|application|deploy|ssh|pgp|gpg|tls|ssl|shared|session|license|admin|server|hf|openai|azure|aws|gcp|google|anthropic|wandb|swanlab|dashscope)$/;

/** Last words of names that describe a secret and do not hold it. */
const DESCRIPTION =
  /^(?:names?|ids?|files?|paths?|dirs?|folders?|types?|refs?|modes?|enabled|size|length|count|ttl|mount)$/;

/** Names of the shell and of the cloud tools whose values are paths. */
const PATH_NAMES = new Set(['PWD', 'OLDPWD', 'GOOGLE_APPLICATION_CREDENTIALS']);

/** Returns the evidence that a name gives for a secret; undefined if it gives none. */
export function evidenceOf(name: string): NameEvidence | undefined {
  if (PATH_NAMES.has(name)) return undefined;
  const words = splitWords(name);
  const last = words.at(-1) ?? '';
  const previous = words.at(-2);
  if (STRONG_WORD.test(last)) return 'strong';
  if (/^(?:keys?)$/.test(last)) return evidenceOfKey(name, previous, last);
  if (WEAK_WORD.test(last)) return isTextToken(last, previous) ? undefined : 'weak';
  const isDescribed = DESCRIPTION.test(last);
  if (!isDescribed && words.some((word) => /secret|^webhooks?$/.test(word))) return 'strong';
  return previous === 'connection' && last === 'string' ? 'weak' : undefined;
}

/** `_KEY` of a variable is a secret; keys in the names of flags and fields are mostly those of a dictionary. */
function evidenceOfKey(name: string, previous: string | undefined, last: string): NameEvidence | undefined {
  if (previous !== undefined && SECRET_KEY.test(previous)) return 'weak';
  if (previous === 'public') return undefined;
  return last === 'key' && previous !== undefined && /^[A-Z\d_]+$/.test(name) ? 'weak' : 'vague';
}

const isTextToken = (last: string, previous: string | undefined): boolean => {
  if (!/tokens?$/.test(last)) return false;
  const fused = last.replace(/tokens?$/, '');
  return fused === '' ? previous !== undefined && TEXT_TOKEN.test(previous) : TEXT_TOKEN.test(fused);
};

/** Splits `HF_TOKEN_2`, `hub-token` and `apiKey` into lowercase words, without numbers and qualifiers at the end. */
function splitWords(name: string): string[] {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .map((word) => word.replace(/(?<!\d)\d+$/, ''))
    .filter((word) => word !== '');
  return words.length > 1 && /^(?:value|header|headers|str)$/.test(words.at(-1) ?? '') ? words.slice(0, -1) : words;
}

/** Values that are never secret, whatever their name. */
const HARMLESS_VALUE = /^(?:true|false|yes|no|on|off|none|null|empty|dummy|basic|oauth2?|digest|ntlm|kerberos)?$/i;

/** Placeholders of a secret, and special tokens of a tokenizer: `<|im_end|>`, `[PAD]`, `xxx`, `your_token`. */
const PLACEHOLDER = /^(?:<[^<>]*>|\[[A-Z_\d]+\]|[x*.]+|your[-_ ].*)$/i;

/** Numbers with separators, an exponent or a unit. */
const NUMBER = /^[-+]?[\d._,]*(?:e[-+]?\d+)?[kmgbt]?$/i;

/** Returns true if the value of a name is a secret by that name. */
export function isSecretByName(name: string, value: string): boolean {
  const evidence = evidenceOf(name);
  if (!evidence || HARMLESS_VALUE.test(value) || PLACEHOLDER.test(value)) return false;
  if (evidence === 'strong') return !/^\d{1,3}$/.test(value);
  return evidence === 'vague' ? value.length >= 16 && looksRandom(value) : !NUMBER.test(value);
}

/** Returns true for values that are hardly words: long ones, and those that mix letters with digits or symbols. */
export const looksRandom = (value: string): boolean =>
  !/\s/.test(value) &&
  !PLACEHOLDER.test(value) &&
  ((value.length >= 6 && /[A-Za-z]/.test(value) && /[\d!#$%^&*+=~@]|[a-z][A-Z]/.test(value)) ||
    (value.length >= 16 && !/^[A-Z_]+$/.test(value)));
