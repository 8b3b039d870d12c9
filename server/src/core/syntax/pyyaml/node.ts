/** A value as it is written, before anything is made of it. Offsets include an anchor and a tag in front. */
export interface Written {
  start: number;
  end: number;
  /** Behind an anchor in front of it. */
  inner: number;
  /** The whole tag; undefined where none is written, or only the sign that says so. */
  tag: string | undefined;
}

export interface ScalarNode extends Written {
  kind: 'scalar';
  text: string;
  /** What it is depends on how it reads: a plain word, or any word behind a bare `!`. */
  plain: boolean;
  /** It holds half a character, which Python keeps but cannot hand on. */
  half: boolean;
}

export interface SequenceNode extends Written {
  kind: 'sequence';
  items: Node[];
}

export interface MappingNode extends Written {
  kind: 'mapping';
  pairs: Pair[];
  /** Written with braces. */
  flow: boolean;
}

/** A value that is written elsewhere; it is the same value, not a copy. */
export interface AliasNode extends Written {
  kind: 'alias';
  target: TargetNode;
}

export type TargetNode = ScalarNode | SequenceNode | MappingNode;
export type Node = TargetNode | AliasNode;

export interface Pair {
  key: Node;
  value: Node;
  /** Where the pair begins: its key, or the question mark in front of it. */
  start: number;
  end: number;
  /** Reading ended before the value did. */
  broken: boolean;
  /** The merge (`<<`) that brought the pair here from another map: its key, and the map that it names. */
  via?: { key: Node; value: Node; start: number; end: number };
}

/** The value itself, where an alias names one. */
export const targetOf = (node: Node): TargetNode => (node.kind === 'alias' ? node.target : node);

export const emptyNode = (at: number): ScalarNode => ({
  kind: 'scalar',
  start: at,
  end: at,
  inner: at,
  tag: undefined,
  text: '',
  plain: true,
  half: false,
});

/** Where a value is written, without an anchor in front, which is not part of what it says. */
export const spanOf = ({ inner, end }: Node): { start: number; end: number } => ({
  start: inner,
  end: Math.max(inner, end),
});
