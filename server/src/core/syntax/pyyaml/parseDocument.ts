import { ParseError } from './input';
import { createEmptyNode, type TargetNode, type YamlNode } from './node';
import { type Parser, parseNode, peekKind, peekToken } from './parse';
import { scan } from './scan';

export interface Composed {
  /** Undefined when the text is empty, or when reading failed before the first node. */
  root: YamlNode | undefined;
  /** Offset at which the first document begins. */
  start: number;
  /** Offset at which a second document begins, which PyYAML's `safe_load` rejects. */
  secondDocument: number | undefined;
  error: ParseError | undefined;
  /** A bracket or a quote is open where reading stopped. */
  isOpen: boolean;
}

/**
 * PyYAML's parser and composer: returns the nodes of a text that ends with NUL, from the start of a line on. When the
 * text is rejected, it returns the nodes up to the error. Source: PyYAML lib/yaml/parser.py and composer.py.
 */
export function compose(text: string, from: number, anchors: Map<string, TargetNode>): Composed {
  const { tokens, error: scanError, isOpen } = scan(text, from);
  const parser: Parser = { tokens, error: scanError, at: 0, depth: 0, handles: new Map(), anchors };
  const composed: Composed = {
    root: undefined,
    start: tokens[0]?.start ?? from,
    secondDocument: undefined,
    error: undefined,
    isOpen,
  };
  try {
    composeDocument(parser, composed);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    // The earlier error counts; of the same error, the scanner has the better message.
    composed.error = scanError && scanError.at <= error.at ? scanError : error;
  }
  return composed;
}

function composeDocument(parser: Parser, composed: Composed): void {
  if (peekToken(parser).kind === 'end') return;
  const isExplicit = isAtDocumentStart(parser);
  processDirectives(parser);
  if (isExplicit) expectDocumentStart(parser);
  const { kind, start } = peekToken(parser);
  if (isExplicit && (kind === 'end' || kind === 'documentEnd' || isAtDocumentStart(parser)))
    composed.root = createEmptyNode(start);
  else {
    parseNode(parser, 'block', (root) => {
      composed.root = root;
    });
  }
  while (peekToken(parser).kind === 'documentEnd') parser.at++;
  if (peekKind(parser) === 'end') return;
  const secondStart = peekToken(parser).start;
  if (!isAtDocumentStart(parser)) throw new ParseError('a key was expected here', secondStart);
  composed.secondDocument = secondStart;
}

const isAtDocumentStart = (parser: Parser): boolean =>
  peekKind(parser) === 'directive' || peekKind(parser) === 'documentStart';

function expectDocumentStart(parser: Parser): void {
  const { kind, start } = peekToken(parser);
  if (kind !== 'documentStart') throw new ParseError('`---` must follow a directive', start);
  parser.at++;
}

function processDirectives(parser: Parser): void {
  const { handles } = parser;
  let hasVersion = false;
  while (peekKind(parser) === 'directive') {
    const { text, details, start } = peekToken(parser);
    const { handle = '', value = '' } = details ?? {};
    parser.at++;
    if (text === 'YAML') {
      if (hasVersion || value !== '1') throw new ParseError('only one directive for YAML 1.1 is allowed', start);
      hasVersion = true;
    } else if (text === 'TAG') {
      if (handles.has(handle)) throw new ParseError(`the tag handle ${handle} is defined twice`, start);
      handles.set(handle, value);
    }
  }
  if (!handles.has('!')) handles.set('!', '!');
  if (!handles.has('!!')) handles.set('!!', 'tag:yaml.org,2002:');
}
