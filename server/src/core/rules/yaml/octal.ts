import type { Found, Rule } from '../../lint/rule';
import {
  configFileBase,
  createFileExamples,
  findReaderProblems,
  PYYAML_VALUE_SOURCE,
  type ReaderProblem,
} from './common';

export const yamlOctal: Rule = {
  ...configFileBase,
  id: 'yaml.octal',
  needsWords: true,
  title: 'Number that YAML 1.1 reads differently',
  severity: 'error',
  outcome: 'wrong',
  why: 'In YAML 1.1 a leading zero means octal (`010` is 8), and colons mean base 60 (`1:30` is 90). Values that look like a number or a date are parsed and printed again, so a text flag gets `1.1` for `1.10`. Quotes keep the text.',
  source: PYYAML_VALUE_SOURCE,
  bad: createFileExamples(
    'train_iters: 010\nlr: 1e-5\n',
    'train_iters: 1:30\nlr: 1e-5\n',
    'wandb_exp_name: 1.10\nlr: 1e-5\n',
    'wandb_exp_name: 2024-01-01 10:00:00Z\nlr: 1e-5\n',
    'train_iters: 1_000\nlr: 1e-5\n',
    'ENV:\n  MASTER_PORT: 020000\nlr: 1e-5\n',
  ),
  good: createFileExamples(
    'train_iters: 10\nlr: 1.0e-5\n',
    'wandb_exp_name: "1.10"\nlr: 1e-5\n',
    'wandb_exp_name: 2024-01-01\nlr: 1e-5\n',
    'train_iters: 08\n',
  ),
  check: (facts) => findReaderProblems(facts, 'yaml.octal').flatMap(reportMisread),
};

function reportMisread({ problem, entry, scalar, given, name, fixes }: ReaderProblem): Found[] {
  if (!entry || scalar?.value === undefined) return [];
  const { text, value } = scalar;
  const type = given?.form?.type;
  const wantsNumber = entry.kind === 'env' || type === 'int' || type === 'float';
  if (!wantsNumber && type !== 'string') return [];
  // Another rule reports a value that is not a number, such as a date.
  if (wantsNumber && !Number.isFinite(Number(value))) return [];
  // Quotes are the better fix for text, a plain number for numbers.
  const orderedFixes = wantsNumber ? fixes : fixes.toReversed();
  const common = { span: problem.span, flags: entry.kind === 'env' ? [] : [name], fixes: orderedFixes };
  const message = `${problem.message}: ${explainParsing(text)}.`;
  const messageWithValue = `${message} ${name} gets ${value}.`;
  // A different number changes the run; a text that is printed differently is usually just a name.
  if (!wantsNumber) return [{ ...common, message: messageWithValue, severity: 'warning' }];
  if (parsePlainNumber(text) !== Number(value)) return [{ ...common, message: messageWithValue }];
  const isPlain = !/_|^[-+]?0[xb]/.test(text);
  return isPlain || entry.kind === 'env' ? [] : [{ ...common, message, severity: 'hint', outcome: 'style' }];
}

/** Parses a decimal, 0x or 0b number without YAML’s octal and base 60; undefined if the text is not a number. */
function parsePlainNumber(text: string): number | undefined {
  const digits = text.replaceAll('_', '');
  const isNumber = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$|^[-+]?0[xb][\da-f]+$/i.test(digits);
  const sign = digits.startsWith('-') ? -1 : 1;
  return isNumber ? sign * Number(digits.replace(/^[-+]/, '')) : undefined;
}

const explainParsing = (text: string): string => {
  if (/^\d{4}-/.test(text)) return 'YAML parses it as a date';
  if (text.includes(':')) return 'in YAML 1.1, colons mean base 60';
  if (/^[-+]?0[\d_]+$/.test(text)) return 'in YAML 1.1, a leading zero means octal';
  return 'YAML parses it as a number';
};
