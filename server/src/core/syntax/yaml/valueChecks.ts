import { isOption } from '../../config/argparse';
import type { Entry, Problem, Scalar, Span } from '../../config/config';
import { type MappingNode, type ScalarNode, spanOf, type TargetNode, type YamlNode } from '../pyyaml/node';
import { resolvePlainType } from '../pyyaml/scalar';
import { type PyList, type PyValue, pythonTypeOf } from '../pyyaml/value';
import { repairByQuoting } from './repairs';

/** A problem with the way a value is written: YAML reads it differently than its author may expect. */
export type ProblemDetails = Omit<Problem, 'rule'>;

interface RuleProblem {
  rule: string;
  details: ProblemDetails;
}

export function checkKey(entry: Entry, key: string): RuleProblem[] {
  const subject = { span: entry.key, entry };
  if (key.startsWith('-')) {
    const flagName = key.replace(/^-+/, '');
    const repairs = [{ title: `Change to ${flagName}`, edits: [{ span: entry.key, newText: flagName }] }];
    return [{ rule: 'yaml.key-dashes', details: { message: `\`${key}\` becomes \`--${key}\``, repairs, ...subject } }];
  }
  if (!/^no[_-]./.test(key)) return [];
  return [{ rule: 'yaml.complement', details: { message: `${key} always gets a value in a config file`, ...subject } }];
}

/** Checks a single value: the conversion of a plain scalar, and whether argparse reads it as an option. */
export function checkScalar(entry: Entry, value: PyValue, node: TargetNode, isWrittenHere: boolean): RuleProblem[] {
  const [scalar] = entry.values;
  if (!scalar || node.kind !== 'scalar') return [];
  const subject = { span: scalar.span, entry, scalar };
  const displayText = scalar.text === '' ? 'Nothing' : `\`${scalar.text}\``;
  if (value === null)
    return [{ rule: 'yaml.null', details: { message: `${displayText} is read as None`, ...subject } }];
  const problems = checkOption(entry, scalar);
  if (typeof value === 'string' || scalar.value === undefined || scalar.value === node.text) return problems;
  const repairs = isWrittenHere ? repairByQuoting([scalar]) : [];
  const message = `${displayText} is read as ${scalar.value}`;
  if (typeof value === 'boolean') return [{ rule: 'yaml.bool-words', details: { message, repairs, ...subject } }];
  if (isWrittenHere)
    repairs.unshift({ title: `Write ${scalar.value}`, edits: [{ span: scalar.span, newText: scalar.value }] });
  return [...problems, { rule: 'yaml.octal', details: { message, repairs, ...subject } }];
}

/** Checks whether argparse reads a value as an option, which ends the values of its flag. */
function checkOption(entry: Entry, scalar: Scalar): RuleProblem[] {
  const { value, span } = scalar;
  if (entry.kind === 'env' || value === undefined || !isOption(value)) return [];
  const number = Number(value);
  const decimal = Number.isFinite(number) ? toPlainDecimal(number) : undefined;
  const repairs = decimal ? [{ title: `Write "${decimal}"`, edits: [{ span, newText: `"${decimal}"` }] }] : [];
  const message = `argparse reads \`${value}\` as an option`;
  return [{ rule: 'yaml.option-value', details: { message, repairs, span, entry, scalar } }];
}

/** Prints a number without exponent, undefined when that is not exact. argparse accepts no other negative numbers. */
function toPlainDecimal(number: number): string | undefined {
  const text = number
    .toFixed(20)
    .replace(/(?<!0)0+$/, '')
    .replace(/\.$/, '');
  return Number(text) === number ? text : undefined;
}

/** Returns the type with its article, as in Python's errors: `an int`, `a dict`. */
export function describeType(value: PyValue): string {
  const name = pythonTypeOf(value);
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}

export function checkList(entry: Entry, list: PyList, node: TargetNode, isWrittenHere: boolean): RuleProblem[] {
  if (list.items.length === 0) {
    return [{ rule: 'yaml.empty-list', details: { message: 'An empty list', span: entry.key, entry } }];
  }
  const index = list.items.findIndex((item) => typeof item !== 'string' && pythonTypeOf(item) !== 'unknown');
  const first = entry.values[index];
  if (!first) {
    const dashed = entry.values.filter(({ value }) => value?.startsWith('-'));
    return dashed.flatMap((scalar) => checkOption(entry, scalar));
  }
  const nonStrings = entry.values.filter((_, at) => typeof list.items[at] !== 'string');
  const message = `\`${first.text}\` is ${describeType(list.items[index] ?? null)}, but the launcher joins text only`;
  const repairs = isWrittenHere && node.kind === 'sequence' ? repairByQuoting(nonStrings) : [];
  const span = first.text === '' ? entry.key : first.span;
  return [{ rule: 'yaml.list-nonstring', details: { message, repairs, span, entry, scalar: first } }];
}

/**
 * Checks numbers such as `1e-5` in a map, which are text to YAML 1.1. For a single value that has no effect; in JSON it
 * does.
 */
export function checkMap(text: string, entry: Entry, map: MappingNode): RuleProblem[] {
  if (entry.kind === 'env') return [];
  return collectScalars(map)
    .filter(isExponent)
    .map((node) => {
      const span = spanOf(node);
      const written = text.slice(span.start, span.end);
      const newText = written.replace(
        /^([-+]?[\d_]+)(?:\.(\d*))?[eE]([-+]?)/,
        (_, integer, fraction, sign) => `${integer}.${fraction || '0'}e${sign || '+'}`,
      );
      const message = `\`${written}\` is text to YAML 1.1, so the map contains "${written}", not a number`;
      const repairs = [{ title: `Write ${newText}`, edits: [{ span, newText }] }];
      return { rule: 'yaml.float-string', details: { message, span, entry, repairs } };
    });
}

const EXPONENT = /^[-+]?\d[\d_]*(?:\.\d*)?[eE][-+]?\d+$/;

/** Describes a map that Python cannot write as JSON, usually because of a date in it. */
export function describeJsonError(text: string, message: string, node: YamlNode): RuleProblem[] {
  const dates = collectScalars(node).filter((scalar) => scalar.plain && resolvePlainType(scalar.text) === 'timestamp');
  const repairs = repairByQuoting(
    dates.map((date) => ({ text: text.slice(date.contentStart, date.end), span: spanOf(date) })),
  );
  const span: Span = spanOf(dates[0] ?? node);
  return [{ rule: 'yaml.map-value', details: { message, span, ...(dates.length > 0 && { repairs }) } }];
}

const isExponent = ({ plain, text }: ScalarNode): boolean =>
  plain && EXPONENT.test(text) && resolvePlainType(text) === 'str';

/** Collects all scalars in a collection, except those written elsewhere. */
function collectScalars(node: YamlNode, found: ScalarNode[] = []): ScalarNode[] {
  if (node.kind === 'scalar') found.push(node);
  else if (node.kind === 'sequence') for (const item of node.items) collectScalars(item, found);
  else if (node.kind === 'mapping') for (const { value, via } of node.pairs) if (!via) collectScalars(value, found);
  return found;
}
