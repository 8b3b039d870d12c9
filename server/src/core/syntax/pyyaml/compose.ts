import { Refused } from './input';
import { emptyNode, type Node, type TargetNode } from './node';
import { kindAt, type Parser, parseNode, tokenAt } from './parse';
import { scan } from './scan';

export interface Composed {
  /** Undefined where the text holds nothing, or where reading failed before anything was found. */
  root: Node | undefined;
  /** Where the first document begins. */
  start: number;
  /** Where a second one does, which PyYAML's `safe_load` refuses. */
  second: number | undefined;
  refused: Refused | undefined;
}

/**
 * PyYAML's parser and composer: the nodes of a text that ends with NUL, from an offset at which a line begins. Where
 * the text is refused, they are those up to there. Source: PyYAML lib/yaml/parser.py and composer.py.
 */
export function compose(text: string, from: number, anchors: Map<string, TargetNode>): Composed {
  const { tokens, refused } = scan(text, from);
  const parser: Parser = { tokens, refused, at: 0, depth: 0, handles: new Map(), anchors };
  const composed: Composed = {
    root: undefined,
    start: tokens[0]?.start ?? from,
    second: undefined,
    refused: undefined,
  };
  try {
    document(parser, composed);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    // Where both see a mistake, the first one counts, and the scanner names the same one better.
    composed.refused = refused && refused.at <= error.at ? refused : error;
  }
  return composed;
}

function document(parser: Parser, composed: Composed): void {
  if (tokenAt(parser).kind === 'end') return;
  const isExplicit = begins(parser);
  directives(parser);
  if (isExplicit) startMark(parser);
  const { kind, start } = tokenAt(parser);
  if (isExplicit && (kind === 'end' || kind === 'documentEnd' || begins(parser))) composed.root = emptyNode(start);
  else {
    parseNode(parser, 'block', (root) => {
      composed.root = root;
    });
  }
  while (tokenAt(parser).kind === 'documentEnd') parser.at++;
  if (kindAt(parser) === 'end') return;
  const second = tokenAt(parser).start;
  if (!begins(parser)) throw new Refused('a key was expected here', second);
  composed.second = second;
}

const begins = (parser: Parser): boolean => kindAt(parser) === 'directive' || kindAt(parser) === 'documentStart';

function startMark(parser: Parser): void {
  const { kind, start } = tokenAt(parser);
  if (kind !== 'documentStart') throw new Refused('`---` has to follow a directive', start);
  parser.at++;
}

function directives(parser: Parser): void {
  const { handles } = parser;
  let hasVersion = false;
  while (kindAt(parser) === 'directive') {
    const { text, said, start } = tokenAt(parser);
    const { handle = '', value = '' } = said ?? {};
    parser.at++;
    if (text === 'YAML') {
      if (hasVersion || value !== '1') throw new Refused('another version of YAML than 1.1', start);
      hasVersion = true;
    } else if (text === 'TAG') {
      if (handles.has(handle)) throw new Refused(`the tag handle ${handle} is defined twice`, start);
      handles.set(handle, value);
    }
  }
  if (!handles.has('!')) handles.set('!', '!');
  if (!handles.has('!!')) handles.set('!!', 'tag:yaml.org,2002:');
}
