import type { Command } from '../config/config';

/** A literal of Python: None is null, lists are arrays. */
export type Literal = null | boolean | number | string | Literal[] | { [key: string]: Literal };

/** The declaration of a flag by a field of an argument class, as HfArgumentParser reads it. See `Form`. */
export interface Declaration {
  type: 'bool' | 'int' | 'float' | 'string' | 'enum' | 'json' | 'dtype';
  list?: boolean;
  nullable?: boolean;
  choices?: (string | null)[];
  bare?: boolean;
  complement?: boolean;
  unreadable?: boolean;
  /** Undefined if the default is an expression that only Python can evaluate. */
  default: Literal | undefined;
}

/** The flags that the argument classes of one ms-swift declare, by command and name. */
export interface ArgumentTree {
  version: string;
  commands: ReadonlyMap<Command, ReadonlyMap<string, Declaration>>;
}
