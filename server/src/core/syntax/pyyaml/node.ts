/** A value as written, before it is converted. Offsets include a preceding anchor and tag. */
export interface NodeBase {
  start: number;
  end: number;
  /** Offset after a preceding anchor. */
  contentStart: number;
  /** The full tag; undefined when there is none, or only a bare `!`. */
  tag: string | undefined;
}

export interface ScalarNode extends NodeBase {
  kind: 'scalar';
  text: string;
  /** The type depends on the text: a plain scalar, or any scalar after a bare `!`. */
  plain: boolean;
  /** It contains a lone surrogate, which Python keeps but cannot encode. */
  hasLoneSurrogate: boolean;
}

export interface SequenceNode extends NodeBase {
  kind: 'sequence';
  items: YamlNode[];
}

export interface MappingNode extends NodeBase {
  kind: 'mapping';
  pairs: Pair[];
  /** Written in braces. */
  flow: boolean;
}

/** A reference to a value that is written elsewhere; it is the same object, not a copy. */
export interface AliasNode extends NodeBase {
  kind: 'alias';
  target: TargetNode;
}

export type TargetNode = ScalarNode | SequenceNode | MappingNode;
export type YamlNode = TargetNode | AliasNode;

export interface Pair {
  key: YamlNode;
  value: YamlNode;
  /** Start of the pair: its key, or the question mark before it. */
  start: number;
  end: number;
  /** Reading ended before the end of the value. */
  isIncomplete: boolean;
  /** The merge (`<<`) that added the pair from another map: its key, and the map that it refers to. */
  via?: { key: YamlNode; value: YamlNode; start: number; end: number };
}

/** Resolves an alias to its target. */
export const targetOf = (node: YamlNode): TargetNode => (node.kind === 'alias' ? node.target : node);

export const createEmptyNode = (at: number): ScalarNode => ({
  kind: 'scalar',
  start: at,
  end: at,
  contentStart: at,
  tag: undefined,
  text: '',
  plain: true,
  hasLoneSurrogate: false,
});

/** Returns the span of a value without a preceding anchor, which is not part of the value. */
export const spanOf = ({ contentStart, end }: YamlNode): { start: number; end: number } => ({
  start: contentStart,
  end: Math.max(contentStart, end),
});
