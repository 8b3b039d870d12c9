/** A value as it is written, before anything is made of it. Offsets include an anchor and a tag in front. */
export interface NodeBase {
  start: number;
  end: number;
  /** Behind an anchor in front of it. */
  contentStart: number;
  /** The whole tag; undefined where none is written, or only the sign that says so. */
  tag: string | undefined;
}

export interface ScalarNode extends NodeBase {
  kind: 'scalar';
  text: string;
  /** What it is depends on how it reads: a plain word, or any word behind a bare `!`. */
  plain: boolean;
  /** It holds half a character, which Python keeps but cannot hand on. */
  hasLoneSurrogate: boolean;
}

export interface SequenceNode extends NodeBase {
  kind: 'sequence';
  items: YamlNode[];
}

export interface MappingNode extends NodeBase {
  kind: 'mapping';
  pairs: Pair[];
  /** Written with braces. */
  flow: boolean;
}

/** A value that is written elsewhere; it is the same value, not a copy. */
export interface AliasNode extends NodeBase {
  kind: 'alias';
  target: TargetNode;
}

export type TargetNode = ScalarNode | SequenceNode | MappingNode;
export type YamlNode = TargetNode | AliasNode;

export interface Pair {
  key: YamlNode;
  value: YamlNode;
  /** Where the pair begins: its key, or the question mark in front of it. */
  start: number;
  end: number;
  /** Reading ended before the value did. */
  isIncomplete: boolean;
  /** The merge (`<<`) that brought the pair here from another map: its key, and the map that it names. */
  via?: { key: YamlNode; value: YamlNode; start: number; end: number };
}

/** The value itself, where an alias names one. */
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

/** Where a value is written, without an anchor in front, which is not part of what it says. */
export const spanOf = ({ contentStart, end }: YamlNode): { start: number; end: number } => ({
  start: contentStart,
  end: Math.max(contentStart, end),
});
