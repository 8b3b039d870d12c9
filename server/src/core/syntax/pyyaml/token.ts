/** What PyYAML's scanner makes of a text: signs, marks and words, and where blocks begin and end. */
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
  /** The handle of a tag or of a %TAG directive. */
  handle: string | undefined;
  /** The value of a directive. */
  value: string;
  plain: boolean;
  half: boolean;
}

export const tokenOf = (kind: TokenKind, start: number, end: number): Token => ({
  kind,
  start,
  end,
  text: '',
  handle: undefined,
  value: '',
  plain: false,
  half: false,
});
