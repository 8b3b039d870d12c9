import { SECRET_ARGUMENTS, type SecretContext } from './secretArguments';
import { SECRET_INPUTS } from './secretInputs';

/** Secrets that their own form reveals, wherever they are written: tokens of services, keys, and parts of URLs. */

/** A secret in a text. */
export interface SecretSpan {
  start: number;
  end: number;
  /** Name of a variable that may hold it. */
  variable: string;
}

/** Tokens by the prefixes that their services give them, with the variables that usually hold them. */
const TOKENS: readonly [variable: string, pattern: string][] = [
  ['HF_TOKEN', 'hf_(?:[A-Za-z\\d]{16,}|(?=[A-Za-z\\d]*\\d)(?=[a-z\\d]*[A-Z])[A-Za-z\\d]{8,}|[a-z]{12,})'],
  ['HF_TOKEN', 'api_org_[A-Za-z\\d]{16,}'],
  [
    'OPENAI_API_KEY',
    'sk-(?:(?=[\\w-]{0,200}[\\dA-Z])[\\w-]{20,}|[A-Za-z\\d]{16,}|(?=[A-Za-z]{0,15}\\d)[A-Za-z\\d]{8,})',
  ],
  ['MODELSCOPE_API_TOKEN', 'ms-[\\da-f]{8}-[\\da-f-]{20,}'],
  ['GITHUB_TOKEN', 'gh[oprsu]_\\w{20,}|github_pat_\\w{20,}'],
  ['GITLAB_TOKEN', 'gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|oas)-[\\w.-]{16,}|GR1348941[\\w-]{16,}'],
  ['SLACK_TOKEN', 'x(?:ox[a-z]|app)-[\\w.-]{10,}'],
  ['AWS_ACCESS_KEY_ID', '(?:AKIA|ASIA|ABIA|ACCA)[A-Z\\d]{16}(?![A-Za-z\\d])'],
  ['ACCESS_KEY_ID', 'LTAI[A-Za-z\\d]{12,}|AKID[A-Za-z\\d]{28,}'],
  ['GOOGLE_API_KEY', 'AIza[\\w-]{30,}'],
  ['GOOGLE_TOKEN', 'ya29\\.[\\w-]{20,}|GOCSPX-[\\w-]{20,}|1//0[\\w-]{30,}'],
  ['STRIPE_KEY', '[rs]k_(?:live|test)_[A-Za-z\\d]{16,}'],
  ['NGC_API_KEY', 'nvapi-[\\w-]{16,}'],
  [
    'API_TOKEN',
    '(?:gsk_|npm_|r8_|dop_v1_|shpat_|lin_api_|tskey-|xai-)[A-Za-z\\d]{30,}|dckr_pat_[\\w-]{20,}|dapi[\\da-f]{32}',
  ],
  ['API_TOKEN', '(?:hvs\\.|pypi-Ag|ATATT|SG\\.)[\\w.-]{30,}'],
  ['JWT', '(?<![\\w-])eyJ[\\w-]{8,}\\.[\\w-]{4,}(?:\\.[\\w-]*)?'],
];

const TOKEN = new RegExp(`(?<![A-Za-z\\d])(?:${TOKENS.map(([, pattern]) => `(${pattern})`).join('|')})`, 'g');

/** Secrets of Azure, which have no prefix: a client secret, keys of services, and keys of storage accounts. */
const AZURE_SECRET =
  /(?<![A-Za-z\d])(?:[\w~.-]{3}8Q~[\w~.-]{31,34}|[A-Za-z\d]{52}JQQJ9[A-Za-z\d]{20,}|[A-Za-z\d+/]{86}==)/g;

/** A private key, up to its last line or as far as it is shown. */
const PRIVATE_KEY =
  /-----BEGIN [A-Z\d ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?:[^-]|-(?!----)){0,20000}-----END [A-Z\d ]{0,60}-----|[A-Za-z\d+/=\s\\]*)/g;

/** A user and a password before the host of a URL. A port and a path with an at sign are not a password. */
const URL_PASSWORD =
  /:\/\/([^\s/:@?#'"`<>[\]\\]{0,100}:)(?!\d{1,5}(?:[/?#]|$))((?:[^\s/?#'"`<>\\]{1,150}|[^\s@'"`<>\\]{1,150})(?=@[^\s@/]))/g;

/** A token as the user of a URL. */
const URL_USER = /(https?:\/\/)([^\s/:@?#'"`<>\\]{16,400})(?=@)/gi;

/** Parameters that carry a secret in URLs only. */
const URL_PARAMETER =
  /([?&;](?:key|sig|sign|signature|code|ticket|x-(?:amz|goog)-(?:signature|credential))=)([^\s&#;'"`<>\\]{4,})/gi;

/** The part of a webhook's address that allows everybody to post to it: Slack, Feishu, Lark, Discord, Teams, Telegram. */
const WEBHOOK =
  /(https?:\/\/[^\s'"`<>\\]{0,200}?(?:hooks\.slack\.com\/\w{1,20}\/|\/bot\/v\d\/hook\/|\/api\/webhooks\/|\/webhookb2\/|\/hooks?\/(?:catch\/)?|\/webhooks?\/|api\.telegram\.org\/bot))([^\s'"`<>?#&)\]\\]{8,})/gi;

/** A header with a scheme, and a scheme with a token. */
const BEARER =
  /((?<![A-Za-z])(?:authorization[\\"']{0,4}\s{0,3}[:=]\s{0,3}[\\"']{0,4}(?:[A-Za-z]{3,20}[ \t]{1,4})?|bearer[ \t]{1,4}|basic[ \t]{1,4}(?=[\w+/]{8,}=)))(?!\$|(?:bearer|basic|token|digest)(?![\w~+/.=-]))([\w~+/.=-]{6,})/gi;

/** The user and the password of curl. */
const CURL_USER = /((?<=\s)(?:-u|--user|--proxy-user)[ =]["']?[^\s:'"]{1,100}:)(?!\d+(?!\S)|\$)([^\s'"]{3,})/g;

/**
 * Patterns with the text before the secret as their first group, and the secret as their second. They are only tried on
 * texts with the characters that they need, since most texts have no secret.
 */
const CONTEXTS: readonly SecretContext[] = [
  { variable: 'URL_PASSWORD', needs: /:\/\//, pattern: URL_PASSWORD },
  { variable: 'URL_TOKEN', needs: /:\/\//, pattern: URL_USER },
  { variable: 'URL_KEY', needs: /[?&;]\w/, pattern: URL_PARAMETER },
  { variable: 'WEBHOOK_SECRET', needs: /hook|\/bot/, pattern: WEBHOOK },
  { variable: 'BEARER_TOKEN', needs: /[Bb]earer|BEARER|[Bb]asic|BASIC|uthorization|UTHORIZATION/, pattern: BEARER },
  { variable: 'PASSWORD', needs: /\s-u|-user/, pattern: CURL_USER },
  { variable: 'AZURE_KEY', needs: /==|JQQJ9|8Q~/, pattern: AZURE_SECRET },
  { variable: 'PRIVATE_KEY', needs: /PRIVATE KEY/, pattern: PRIVATE_KEY },
  ...SECRET_ARGUMENTS,
  ...SECRET_INPUTS,
];

/** Words after `Bearer` in a sentence. */
const PROSE = /^(?:authentication|authorization|tokens?)[.]?$/i;

/** Length of the shortest token, in characters. */
const MIN_TOKEN_LENGTH = 11;

/** Most values: numbers, names and paths, which are too short for a key and hold no other secret. */
const PLAIN_VALUE = /^[\w./@+-]{0,70}$/;

/** Finds the secrets of a text that their form reveals. */
export function findSecretForms(text: string): SecretSpan[] {
  if (text.length < MIN_TOKEN_LENGTH && PLAIN_VALUE.test(text)) return [];
  const spans: SecretSpan[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const kind = TOKENS.findIndex((_, group) => match[group + 1] !== undefined);
    spans.push({ ...spanOf(match), variable: TOKENS[kind]?.[0] ?? 'TOKEN' });
  }
  if (PLAIN_VALUE.test(text)) return spans;
  for (const { variable, needs, pattern } of CONTEXTS) {
    if (!needs.test(text)) continue;
    for (const match of text.matchAll(pattern)) {
      const secret = match[2] ?? match[0];
      const { end } = spanOf(match);
      if (!PROSE.test(secret)) spans.push({ start: end - secret.length, end, variable });
    }
  }
  return spans;
}

const spanOf = ({ index, 0: text }: RegExpExecArray): { start: number; end: number } => ({
  start: index,
  end: index + text.length,
});

/** Returns the variable that usually holds a token, if a text is nothing but one. */
export function variableOfToken(text: string): string | undefined {
  const span = findSecretForms(text).find(({ start, end }) => start === 0 && end === text.length);
  return span?.variable;
}
