import { typeLabelOf } from '../../catalog/value';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { configFileBase, createFileExamples, findReaderProblems, type ReaderProblem } from './common';

/** Single values that YAML 1.1 takes for something else than their text. */
const PYYAML = 'PyYAML lib/yaml/resolver.py and constructor.py; ms-swift swift/cli/main.py, parse_yaml_args';

const nullValue: Rule = {
  ...configFileBase,
  id: 'yaml.null',
  title: 'A key without a value',
  severity: 'error',
  outcome: 'rejected',
  supersedes: ['cli.none-word', 'cli.int', 'cli.float', 'cli.bool', 'cli.enum', 'cli.enum-none', 'cli.json'],
  why: 'Nothing, `~` and `null` are Python’s None, and the launcher passes on its text: the flag gets the word None. Hardly any type can be read from it; a text flag takes it as it is.',
  bad: createFileExamples(
    'lr:\nsave: s\n',
    'packing:\nrecompute_method:\n',
    'train_iters: null\nlr: 1e-5\n',
    'lr: 1e-5\nsave: ~\n',
    'ENV:\n  WANDB_API_KEY:\nlr: 1e-5\n',
  ),
  good: createFileExamples('lr: 1e-5\n', 'lr: 1e-5\nsave: "null"\n', 'truncation_strategy: null\n', 'ENV:\nlr: 1e-5\n'),
  check: (facts) => findReaderProblems(facts, 'yaml.null').flatMap((problem) => reportNull(problem)),
};

function reportNull({ problem, entry, given, name }: ReaderProblem): Found[] {
  if (!entry) return [];
  const fixes = [fixRemove(entry, name)];
  const common = { span: problem.span.end > problem.span.start ? problem.span : entry.fullSpan, flags: [name], fixes };
  const text = `${problem.message}, and ${name} gets the text "None".`;
  if (entry.kind === 'env') return [{ ...common, message: text, flags: [], severity: 'warning', outcome: 'wrong' }];
  if (!given?.form || given.parsedValues[0]?.ok !== false) {
    const isText = given?.form?.type === 'string';
    return isText ? [{ ...common, message: text, severity: 'warning', outcome: 'wrong' }] : [];
  }
  return [{ ...common, message: `${text} That is no ${typeLabelOf(given.form)}; remove the key to keep the default.` }];
}

const misreadNumber: Rule = {
  ...configFileBase,
  id: 'yaml.octal',
  title: 'A number that YAML 1.1 reads differently',
  severity: 'error',
  outcome: 'wrong',
  why: 'To YAML 1.1 a leading zero means octal (`010` is 8), colons mean base 60 (`1:30` is 90), and whatever looks like a number or a date is printed anew: a text flag gets `1.1` for `1.10`. Quotes keep the text.',
  source: PYYAML,
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
  check: (facts) => findReaderProblems(facts, 'yaml.octal').flatMap((problem) => reportMisread(problem)),
};

/** A number as a person reads it, undefined where the text is none. */
function parsePlainNumber(text: string): number | undefined {
  const digits = text.replaceAll('_', '');
  const isNumber = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$|^[-+]?0[xb][\da-f]+$/i.test(digits);
  const sign = digits.startsWith('-') ? -1 : 1;
  return isNumber ? sign * Number(digits.replace(/^[-+]/, '')) : undefined;
}

const explainReading = (text: string): string => {
  if (/^\d{4}-/.test(text)) return 'YAML takes it for a date';
  if (text.includes(':')) return 'to YAML 1.1 colons mean base 60';
  if (/^[-+]?0[\d_]+$/.test(text)) return 'to YAML 1.1 a leading zero means octal';
  return 'YAML takes it for a number';
};

function reportMisread({ problem, entry, scalar, given, name, fixes }: ReaderProblem): Found[] {
  if (!entry || scalar?.value === undefined) return [];
  const { text, value } = scalar;
  const type = given?.form?.type;
  const wantsNumber = entry.kind === 'env' || type === 'int' || type === 'float';
  if (!wantsNumber && type !== 'string') return [];
  // A value that is no number at all, such as a date, is refused with a rule of its own.
  if (wantsNumber && !Number.isFinite(Number(value))) return [];
  // Text is best kept by quotes, a number best said plainly.
  const orderedFixes = wantsNumber ? fixes : fixes.toReversed();
  const common = { span: problem.span, flags: entry.kind === 'env' ? [] : [name], fixes: orderedFixes };
  const message = `${problem.message}: ${explainReading(text)}.`;
  const messageWithValue = `${message} ${name} gets ${value}.`;
  // Another number is another run; a text that is printed anew is mostly a name.
  if (!wantsNumber) return [{ ...common, message: messageWithValue, severity: 'warning' }];
  if (parsePlainNumber(text) !== Number(value)) return [{ ...common, message: messageWithValue }];
  const isPlain = !/_|^[-+]?0[xb]/.test(text);
  return isPlain || entry.kind === 'env' ? [] : [{ ...common, message, severity: 'hint', outcome: 'style' }];
}

const boolWord: Rule = {
  ...configFileBase,
  id: 'yaml.bool-words',
  title: 'A word that YAML takes for true or false',
  severity: 'warning',
  outcome: 'wrong',
  supersedes: 'cli.enum',
  why: 'To YAML 1.1 yes, no, on, off, true and false are booleans, and the launcher prints them as Python does. A bool flag takes True and False; any other gets these words as its text.',
  source: PYYAML,
  bad: createFileExamples('wandb_exp_name: on\nlr: 1e-5\n', 'save: no\nlr: 1e-5\n'),
  good: createFileExamples(
    'wandb_exp_name: "on"\nlr: 1e-5\n',
    'packing: yes\nsequence_parallel: off\n',
    'wandb_exp_name: y\n',
  ),
  check: (facts) =>
    findReaderProblems(facts, 'yaml.bool-words').flatMap(({ problem, scalar, given, name, fixes }): Found[] => {
      const { type, choices } = given?.form ?? {};
      const isChoice = type === 'enum' && choices?.includes(scalar?.text ?? '') === true;
      if (type !== 'string' && !isChoice) return [];
      const message = `${problem.message}, so that ${name} gets the text "${scalar?.value}". Put it in quotes.`;
      // A choice is refused; a text flag takes the other word, and the run goes on with it.
      const override = isChoice ? ({ severity: 'error', outcome: 'rejected' } as const) : {};
      return [{ message, span: problem.span, flags: [name], fixes, ...override }];
    }),
};

const optionLikeValue: Rule = {
  ...configFileBase,
  id: 'yaml.option-value',
  title: 'A value that argparse takes for an option',
  severity: 'error',
  outcome: 'rejected',
  why: 'The value becomes a word of its own behind its flag. One that begins with a dash ends the values of the flag, unless it is a negative number without an exponent; and YAML prints small numbers with one.',
  source: 'CPython Lib/argparse.py, ArgumentParser._parse_optional',
  bad: createFileExamples('min_lr: -1e-5\n', 'min_lr: -0.00001\n', 'system: -v\n'),
  good: createFileExamples('min_lr: "-0.00001"\n', 'eval_iters: -1\n', 'system: "- v"\n'),
  check: (facts) =>
    findReaderProblems(facts, 'yaml.option-value').flatMap(({ problem, entry, given, name, fixes }): Found[] =>
      given?.form && given.match.kind !== 'complement' && entry
        ? [
            {
              message: `${problem.message}, so that ${name} is left without its value.`,
              span: problem.span,
              flags: [name],
              fixes: [...fixes, fixRemove(entry, name)],
            },
          ]
        : [],
    ),
};

const numberInMap: Rule = {
  ...configFileBase,
  id: 'yaml.float-string',
  title: 'A number in a map that YAML takes for text',
  severity: 'hint',
  outcome: 'risky',
  why: 'YAML 1.1 knows numbers with an exponent only with a dot and a sign: `1.0e-5`. As a value of its own `1e-5` is passed on as it is, which is fine; in a map, which becomes JSON, it is a string in quotes.',
  source: PYYAML,
  bad: createFileExamples('extra_megatron_kwargs:\n  adam_eps: 1e-8\n', 'extra_megatron_kwargs: {adam_eps: 1e8}\n'),
  good: createFileExamples(
    'extra_megatron_kwargs:\n  adam_eps: 1.0e-8\n',
    'lr: 1e-5\n',
    'extra_megatron_kwargs: {name: "1e-8"}\n',
  ),
  check: (facts) =>
    findReaderProblems(facts, 'yaml.float-string').map(({ problem, name, fixes }) => ({
      message: `${problem.message}.`,
      span: problem.span,
      flags: [name],
      fixes,
    })),
};

export const yamlValueRules: Rule[] = [nullValue, misreadNumber, boolWord, optionLikeValue, numberInMap];
