import { isOption } from '../../config/argparse';
import type { Entry, Problem, Scalar, Span } from '../../config/config';
import { type MappingNode, type ScalarNode, spanOf, type TargetNode, type YamlNode } from '../pyyaml/node';
import { resolvePlainType } from '../pyyaml/scalar';
import { type PyList, type PyValue, pythonTypeOf } from '../pyyaml/value';
import { repairByQuoting } from './repairs';

/** What is worth knowing of how a value is written: what YAML makes of it that its reader may not expect. */
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

/** One value that is no list: what becomes of a plain word, and whether argparse takes it for an option. */
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

/** A word that begins with a dash ends the values of its flag. */
function checkOption(entry: Entry, scalar: Scalar): RuleProblem[] {
  const { value, span } = scalar;
  if (entry.kind === 'env' || value === undefined || !isOption(value)) return [];
  const number = Number(value);
  const decimal = Number.isFinite(number) ? toPlainDecimal(number) : undefined;
  const repairs = decimal ? [{ title: `Write "${decimal}"`, edits: [{ span, newText: `"${decimal}"` }] }] : [];
  const message = `argparse takes \`${value}\` for an option`;
  return [{ rule: 'yaml.option-value', details: { message, repairs, span, entry, scalar } }];
}

/** A number without exponent, as far as it goes; argparse knows no other negative ones. */
function toPlainDecimal(number: number): string | undefined {
  const text = number.toFixed(20).replace(/\.?0+$/, '');
  return Number(text) === number ? text : undefined;
}

/** `an int`, `a dict`: the type as Python's errors name it. */
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
  const message = `\`${first.text}\` is ${describeType(list.items[index] ?? null)}, and the launcher joins words of text only`;
  const repairs = isWrittenHere && node.kind === 'sequence' ? repairByQuoting(nonStrings) : [];
  const span = first.text === '' ? entry.key : first.span;
  return [{ rule: 'yaml.list-nonstring', details: { message, repairs, span, entry, scalar: first } }];
}

/** Numbers such as `1e-5` are text to YAML 1.1. As a value of their own that does not matter; in JSON it does. */
export function checkMap(text: string, entry: Entry, map: MappingNode): RuleProblem[] {
  if (entry.kind === 'env') return [];
  return collectScalars(map)
    .filter(isExponent)
    .map((node) => {
      const span = spanOf(node);
      const written = text.slice(span.start, span.end);
      const newText = written.replace(
        /^([-+]?[\d_]+)(\.?)(\d*)[eE]([-+]?)/,
        (_, integer, _dot, fraction, sign) => `${integer}.${fraction || '0'}e${sign || '+'}`,
      );
      const message = `\`${written}\` is text to YAML 1.1, so the map holds "${written}", not a number`;
      const repairs = [{ title: `Write ${newText}`, edits: [{ span, newText }] }];
      return { rule: 'yaml.float-string', details: { message, span, entry, repairs } };
    });
}

const EXPONENT = /^[-+]?\d[\d_]*(?:\.\d*)?[eE][-+]?\d+$/;

/** A map that Python cannot write as JSON, most often for a date in it. */
export function describeJsonError(text: string, message: string, node: YamlNode): RuleProblem[] {
  const dates = collectScalars(node).filter((each) => each.plain && resolvePlainType(each.text) === 'timestamp');
  const repairs = repairByQuoting(
    dates.map((each) => ({ text: text.slice(each.contentStart, each.end), span: spanOf(each) })),
  );
  const span: Span = spanOf(dates[0] ?? node);
  return [{ rule: 'yaml.map-value', details: { message, span, ...(dates.length > 0 && { repairs }) } }];
}

const isExponent = ({ plain, text }: ScalarNode): boolean =>
  plain && EXPONENT.test(text) && resolvePlainType(text) === 'str';

/** All single values in a collection; what is written elsewhere is left out. */
function collectScalars(node: YamlNode, found: ScalarNode[] = []): ScalarNode[] {
  if (node.kind === 'scalar') found.push(node);
  else if (node.kind === 'sequence') for (const item of node.items) collectScalars(item, found);
  else if (node.kind === 'mapping') for (const { value, via } of node.pairs) if (!via) collectScalars(value, found);
  return found;
}
