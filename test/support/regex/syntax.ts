/** A regular expression as a tree, as far as inputs for it are derived from it. */
export type Node =
  | { type: 'characters'; text: string }
  | { type: 'sequence'; items: Node[] }
  | { type: 'alternatives'; options: Node[] }
  | { type: 'repetition'; item: Node; min: number; max: number }
  | { type: 'group'; item: Node; index: number }
  | { type: 'look'; item: Node; isNegative: boolean; isBehind: boolean }
  | { type: 'reference'; name: string }
  | { type: 'assertion' };

const TOKEN =
  /\\(?:u\{[\da-f]+\}|u[\da-f]{4}|x[\da-f]{2}|[pP]\{[^}]*\}|k<[^>]*>|c[a-z]|[\s\S])|\[\^?(?:\\[\s\S]|[^\]\\])*\]|\(\?(?:<?[=!]|:|<\w+>)|[*+?]\??|\{\d+(?:,\d*)?\}\??|[\s\S]/giy;

/** Parses the source of a regular expression that JavaScript accepts. */
export function parseRegExp(source: string): Node {
  const tokens = [...source.matchAll(new RegExp(TOKEN.source, 'gi'))].map(([token]) => token);
  let at = 0;
  let groups = 0;
  const parseAlternatives = (): Node => {
    const options = [parseSequence()];
    while (tokens[at] === '|') {
      at++;
      options.push(parseSequence());
    }
    return options.length === 1 ? (options[0] as Node) : { type: 'alternatives', options };
  };
  const parseSequence = (): Node => {
    const items: Node[] = [];
    while (at < tokens.length && tokens[at] !== '|' && tokens[at] !== ')') items.push(parseRepetition());
    return { type: 'sequence', items };
  };
  const parseRepetition = (): Node => {
    let item = parseAtom(tokens[at++] ?? '');
    for (let bounds = boundsOf(tokens[at]); bounds; bounds = boundsOf(tokens[at])) {
      item = { type: 'repetition', item, ...bounds };
      at++;
    }
    return item;
  };
  const parseAtom = (token: string): Node => {
    if (token.startsWith('(')) {
      const isCapturing = token === '(' || /^\(\?<\w/.test(token);
      const index = isCapturing ? ++groups : 0;
      const item = parseAlternatives();
      at++;
      const look = /^\(\?(<?)([=!])$/.exec(token);
      if (look) return { type: 'look', item, isNegative: look[2] === '!', isBehind: look[1] === '<' };
      return { type: 'group', item, index };
    }
    if (token === '^' || token === '$' || /^\\b$/i.test(token)) return { type: 'assertion' };
    if (/^\\[1-9]$/.test(token)) return { type: 'reference', name: token.slice(1) };
    return { type: 'characters', text: token };
  };
  return parseAlternatives();
}

function boundsOf(token: string | undefined): { min: number; max: number } | undefined {
  if (token === undefined) return undefined;
  const kind = /^([*+?])\??$/.exec(token)?.[1];
  if (kind !== undefined) return { min: kind === '+' ? 1 : 0, max: kind === '?' ? 1 : Number.POSITIVE_INFINITY };
  const [, min, comma, max] = /^\{(\d+)(,?)(\d*)\}\??$/.exec(token) ?? [];
  if (min === undefined) return undefined;
  return { min: Number(min), max: !comma ? Number(min) : max ? Number(max) : Number.POSITIVE_INFINITY };
}
