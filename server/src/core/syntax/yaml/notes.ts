import { isOption } from '../../config/argparse';
import type { Entry, Problem, Scalar, Span } from '../../config/config';
import { type MappingNode, type Node, type ScalarNode, spanOf, type TargetNode } from '../pyyaml/node';
import { plainType } from '../pyyaml/scalar';
import { type PyList, type PyValue, typeName } from '../pyyaml/value';
import { quoteRepair } from './repairs';

/** What is worth knowing of how a value is written: what YAML makes of it that its reader may not expect. */
export type Note = Omit<Problem, 'rule'>;

interface Named {
  rule: string;
  note: Note;
}

export function noteKey(entry: Entry, key: string): Named[] {
  const about = { span: entry.key, entry };
  if (key.startsWith('-')) {
    const bare = key.replace(/^-+/, '');
    const repairs = [{ title: `Change to ${bare}`, edits: [{ span: entry.key, newText: bare }] }];
    return [{ rule: 'yaml.key-dashes', note: { message: `\`${key}\` becomes \`--${key}\``, repairs, ...about } }];
  }
  if (!/^no[_-]./.test(key)) return [];
  return [{ rule: 'yaml.complement', note: { message: `${key} always gets a value in a config file`, ...about } }];
}

/** One value that is no list: what becomes of a plain word, and whether argparse takes it for an option. */
export function noteScalar(entry: Entry, value: PyValue, node: TargetNode, isHere: boolean): Named[] {
  const [scalar] = entry.values;
  if (!scalar || node.kind !== 'scalar') return [];
  const about = { span: scalar.span, entry, scalar };
  const shown = scalar.text === '' ? 'Nothing' : `\`${scalar.text}\``;
  if (value === null) return [{ rule: 'yaml.null', note: { message: `${shown} is read as None`, ...about } }];
  const found = optionNote(entry, scalar);
  if (typeof value === 'string' || scalar.value === undefined || scalar.value === node.text) return found;
  const repairs = isHere ? quoteRepair([scalar]) : [];
  const message = `${shown} is read as ${scalar.value}`;
  if (typeof value === 'boolean') return [{ rule: 'yaml.bool-words', note: { message, repairs, ...about } }];
  if (isHere)
    repairs.unshift({ title: `Write ${scalar.value}`, edits: [{ span: scalar.span, newText: scalar.value }] });
  return [...found, { rule: 'yaml.octal', note: { message, repairs, ...about } }];
}

/** A word that begins with a dash ends the values of its flag. */
function optionNote(entry: Entry, scalar: Scalar): Named[] {
  const { value, span } = scalar;
  if (entry.kind === 'env' || value === undefined || !isOption(value)) return [];
  const number = Number(value);
  const decimal = Number.isFinite(number) ? plainDecimal(number) : undefined;
  const repairs = decimal ? [{ title: `Write "${decimal}"`, edits: [{ span, newText: `"${decimal}"` }] }] : [];
  const message = `argparse takes \`${value}\` for an option`;
  return [{ rule: 'yaml.option-value', note: { message, repairs, span, entry, scalar } }];
}

/** A number without exponent, as far as it goes; argparse knows no other negative ones. */
function plainDecimal(number: number): string | undefined {
  const text = number.toFixed(20).replace(/\.?0+$/, '');
  return Number(text) === number ? text : undefined;
}

/** `an int`, `a dict`: the type as Python's errors name it. */
export function aType(value: PyValue): string {
  const name = typeName(value);
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}

export function noteList(entry: Entry, list: PyList, node: TargetNode, isHere: boolean): Named[] {
  if (list.items.length === 0) {
    return [{ rule: 'yaml.empty-list', note: { message: 'An empty list', span: entry.key, entry } }];
  }
  const index = list.items.findIndex((item) => typeof item !== 'string' && typeName(item) !== 'unknown');
  const first = entry.values[index];
  if (!first) {
    const dashed = entry.values.filter(({ value }) => value?.startsWith('-'));
    return dashed.flatMap((scalar) => optionNote(entry, scalar));
  }
  const others = entry.values.filter((_, at) => typeof list.items[at] !== 'string');
  const message = `\`${first.text}\` is ${aType(list.items[index] ?? null)}, and the launcher joins words of text only`;
  const repairs = isHere && node.kind === 'sequence' ? quoteRepair(others) : [];
  const span = first.text === '' ? entry.key : first.span;
  return [{ rule: 'yaml.list-nonstring', note: { message, repairs, span, entry, scalar: first } }];
}

/** Numbers such as `1e-5` are text to YAML 1.1. As a value of their own that does not matter; in JSON it does. */
export function noteMap(text: string, entry: Entry, map: MappingNode): Named[] {
  if (entry.kind === 'env') return [];
  return scalarsIn(map)
    .filter(isExponent)
    .map((node) => {
      const span = spanOf(node);
      const written = text.slice(span.start, span.end);
      const newText = written.replace(
        /^([-+]?[\d_]+)(\.?)(\d*)[eE]([-+]?)/,
        (_, whole, _dot, fraction, sign) => `${whole}.${fraction || '0'}e${sign || '+'}`,
      );
      const message = `\`${written}\` is text to YAML 1.1, so the map holds "${written}", not a number`;
      const repairs = [{ title: `Write ${newText}`, edits: [{ span, newText }] }];
      return { rule: 'yaml.float-string', note: { message, span, entry, repairs } };
    });
}

const EXPONENT = /^[-+]?\d[\d_]*(?:\.\d*)?[eE][-+]?\d+$/;

/** A map that Python cannot write as JSON, most often for a date in it. */
export function noteJson(text: string, message: string, node: Node): Named[] {
  const dates = scalarsIn(node).filter((each) => each.plain && plainType(each.text) === 'timestamp');
  const repairs = quoteRepair(dates.map((each) => ({ text: text.slice(each.inner, each.end), span: spanOf(each) })));
  const span: Span = spanOf(dates[0] ?? node);
  return [{ rule: 'yaml.map-value', note: { message, span, ...(dates.length > 0 && { repairs }) } }];
}

const isExponent = ({ plain, text }: ScalarNode): boolean => plain && EXPONENT.test(text) && plainType(text) === 'str';

/** All single values in a collection; what is written elsewhere is left out. */
function scalarsIn(node: Node, found: ScalarNode[] = []): ScalarNode[] {
  if (node.kind === 'scalar') found.push(node);
  else if (node.kind === 'sequence') for (const item of node.items) scalarsIn(item, found);
  else if (node.kind === 'mapping') for (const { value, via } of node.pairs) if (!via) scalarsIn(value, found);
  return found;
}
