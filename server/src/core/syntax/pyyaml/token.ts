/** The tokens of PyYAML's scanner: indicators, scalars, and the starts and ends of blocks. */
export type TokenKind =
  | 'directive'
  | 'documentStart'
  | 'documentEnd'
  | 'end'
  | 'blockSequence'
  | 'blockMapping'
  | 'blockEnd'
  | 'flowSequence'
  | 'flowMapping'
  | 'flowSequenceEnd'
  | 'flowMappingEnd'
  | 'item'
  | 'comma'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface Token {
  kind: TokenKind;
  start: number;
  end: number;
  /** The value of a scalar, the name of an anchor or a directive, the rest of a tag. */
  text: string;
  plain: boolean;
  /** The scalar contains a lone surrogate. */
  hasLoneSurrogate: boolean;
  /** The handle of a tag, or the parameters of a directive. Few tokens have any. */
  details: { handle: string | undefined; value: string } | undefined;
}

export const createToken = (kind: TokenKind, start: number, end: number): Token => ({
  kind,
  start,
  end,
  text: '',
  plain: false,
  hasLoneSurrogate: false,
  details: undefined,
});
