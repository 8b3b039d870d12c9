import type { Entry } from '../config/config';

/** Detection of secrets. A plan never shows a secret, and never writes one into a file without a remark. */

const SECRET_NAME =
  /(?:^|_)(?:token|(?:api_?|access_?|secret_?|private_?|auth_?)?key)$|secret|passw(?:or)?d|credential/i;

/** Names that only look like secrets: keys of a dictionary, tokens of a text. */
const NOT_SECRET_NAME = /^(?:eos|bos|pad|unk|mask|cls|sep|image|video|audio|stop|max|num|special)_/i;

/** Tokens of Hugging Face, OpenAI, ModelScope, GitHub, GitLab, Slack, AWS, and passwords in a URL. */
const SECRET_VALUE =
  /^(?:hf_[A-Za-z0-9]{8,}|sk-[\w-]{8,}|ms-[0-9a-f]{8}-[0-9a-f-]{20,}|gh[opsu]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abps]-[\w-]{10,}|A[KS]IA[0-9A-Z]{16})$|^\w+:\/\/[^/:@\s]+:[^/@\s]+@/;

/** Numbers and booleans, which are never secret, whatever their name. */
const HARMLESS_VALUE = /^(?:[\d.]*|true|false|none|null)$/i;

/** Returns true if a variable or flag looks like a secret by its name or value. An unknown value may be one. */
export function isSecret(name: string, value: string | undefined): boolean {
  if (value !== undefined && HARMLESS_VALUE.test(value)) return false;
  if (value !== undefined && SECRET_VALUE.test(value)) return true;
  return SECRET_NAME.test(name) && !NOT_SECRET_NAME.test(name);
}

/** Returns the known values of variables and flags that look like secrets, with their names as users write them. */
export const findSecrets = (entries: readonly Entry[]): { name: string; value: string }[] =>
  entries.flatMap((entry) => {
    const plain = entry.name.replace(/^-+/, '');
    const name = entry.kind === 'env' ? plain : `--${plain}`;
    return entry.values.flatMap(({ value }) => (value && isSecret(plain, value) ? [{ name, value }] : []));
  });

/** Replaces all secrets in a text, also where a shell script spells their quotes as `'\''`. */
export function redactSecrets(text: string, values: readonly string[]): string {
  const spellings = values.filter((value) => value !== '').flatMap((value) => [value, value.replaceAll("'", `'\\''`)]);
  return spellings
    .sort((a, b) => b.length - a.length)
    .reduce((redacted, value) => redacted.replaceAll(value, '<secret>'), text);
}
