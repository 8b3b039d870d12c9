import type { Declaration, Literal } from '../argumentTree';
import { splitOutside } from './lines';
import { parseLiteral } from './literal';

type Type = Pick<Declaration, 'type' | 'list' | 'nullable' | 'choices' | 'unreadable'>;

/** Reads the annotation and the default of a field as HfArgumentParser does; undefined for a field without an option. */
export function readDeclaration(annotation: string, written: string | undefined): Declaration | undefined {
  if (/^(?:dataclasses\.)?field\(/.test(written ?? '') && /\binit\s*=\s*False\b/.test(written ?? '')) return undefined;
  const type = typeOf(annotation);
  const value = written === undefined ? undefined : defaultOf(written);
  const isBool = type.type === 'bool' && !type.list;
  const { nullable, ...rest } = type;
  return {
    ...rest,
    ...(nullable && value === null && { nullable }),
    ...(isBool && (!nullable || (value !== null && value !== undefined)) && { bare: true }),
    ...(isBool && value === true && { complement: true }),
    default: value,
  };
}

const PLAIN: Record<string, Type['type']> = { str: 'string', bool: 'bool', int: 'int', float: 'float' };

function typeOf(annotation: string): Type {
  const text = annotation.trim().replace(/^(["'])(.*)\1$/s, '$2');
  const [, outer, inner = ''] = /^(?:typing\.)?(\w+)\[(.*)\]$/s.exec(text) ?? [];
  if (outer === 'Optional') return { ...typeOf(inner), nullable: true };
  if (outer === 'List' || outer === 'list') return { ...typeOf(inner), list: true };
  if (outer === 'Literal') {
    return { type: 'enum', choices: splitOutside(inner, ',').map((word) => choiceOf(parseLiteral(word))) };
  }
  if (outer === 'Union') return unionOf(splitOutside(inner, ','));
  if (text.includes('|')) return unionOf(splitOutside(text, '|'));
  const type = PLAIN[text];
  if (type) return { type };
  // The parser calls the type with the argument: `torch.dtype('x')` and `Dict[str, Any]('x')` fail for every string.
  return /^(?:dict|Dict)\b/.test(text) ? { type: 'json', unreadable: true } : { type: 'dtype' };
}

/** The parser reads every union as text; ms-swift parses the text as JSON if one member is a dict. */
function unionOf(parts: string[]): Type {
  const others = parts.filter((part) => part !== 'None' && part !== 'NoneType');
  const nullable = others.length < parts.length ? { nullable: true } : {};
  const [only] = others;
  if (others.length === 1 && only) return { ...typeOf(only), ...nullable };
  return { type: others.some((part) => /^(?:dict|Dict)\b/.test(part)) ? 'json' : 'string', ...nullable };
}

const choiceOf = (value: Literal | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

function defaultOf(written: string): Literal | undefined {
  const [, inner] = /^(?:dataclasses\.)?field\((.*)\)$/s.exec(written.trim()) ?? [];
  if (inner === undefined) return parseLiteral(written);
  const options = new Map(splitOutside(inner, ',').map(splitOption));
  const factory = options.get('default_factory');
  if (factory === 'list') return [];
  if (factory === 'dict') return {};
  return parseLiteral(factory?.replace(/^lambda\s*:\s*/, '') ?? options.get('default') ?? '');
}

function splitOption(option: string): [string, string] {
  const [name = '', ...value] = splitOutside(option, '=');
  return [name, value.join('=')];
}
