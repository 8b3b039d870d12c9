import { forEachChild, type SyntaxNode, type TestExpression, type Word } from 'unbash';
import type { Scalar } from '../../../config/config';
import { expandValue } from '../expansion/expand';
import { isUntouched } from '../expansion/parameter';
import { matchesPattern, patternOf } from '../expansion/pattern';
import type { Scope } from './scope';

/** Exit status of a command: true for success, undefined if it is known only at run time. */
export type ExitStatus = boolean | undefined;

/** Evaluates `[[ .. ]]`, where words are neither split nor matched with files and the right side of `==` is a pattern. */
export function evaluateTest(node: TestExpression, scope: Scope): ExitStatus {
  switch (node.type) {
    case 'TestGroup':
      return evaluateTest(node.expression, scope);
    case 'TestNot': {
      const status = evaluateTest(node.operand, scope);
      return node.negations.length % 2 === 1 ? negateStatus(status) : status;
    }
    case 'TestLogical':
      return evaluateLogical(node.operator, node.operands, scope);
    case 'TestUnary':
      if (node.operator === '-v') return isVariableSet(node.operand.value, scope);
      return evaluateText(node.operand, scope, (text) => evaluateUnaryTest(node.operator, text));
    case 'TestBinary':
      return evaluateBinaryTest(node.operator, node.left, node.right, scope);
  }
}

export const negateStatus = (status: ExitStatus): ExitStatus => (status === undefined ? undefined : !status);

/** Evaluates `&&` and `||`. One operand may decide even if the others are unknown. */
function evaluateLogical(operator: '&&' | '||', operands: readonly TestExpression[], scope: Scope): ExitStatus {
  const deciding = operator === '||';
  const statuses = operands.map((operand) => evaluateTest(operand, scope));
  if (statuses.includes(deciding)) return deciding;
  return statuses.includes(undefined) ? undefined : !deciding;
}

function evaluateBinaryTest(operator: string, left: Word, right: Word, scope: Scope): ExitStatus {
  if (dependsOnCaller(right, scope)) return undefined;
  return evaluateText(left, scope, (text) => {
    if (operator === '=' || operator === '==' || operator === '!=') {
      const pattern = patternOf(right, scope);
      const isMatch = pattern === undefined ? undefined : matchesPattern(text, pattern);
      return operator === '!=' ? negateStatus(isMatch) : isMatch;
    }
    const other = expandValue(right, scope);
    if (other === undefined) return undefined;
    return operator === '=~' ? matchesRegex(text, right, other) : compareTexts(operator, text, other);
  });
}

const evaluateText = (word: Word, scope: Scope, evaluate: (text: string) => ExitStatus): ExitStatus => {
  const text = dependsOnCaller(word, scope) ? undefined : expandValue(word, scope);
  return text === undefined ? undefined : evaluate(text);
};

/** Matches a regular expression that bash and JavaScript read alike: unquoted letters, classes and repetitions. */
function matchesRegex(text: string, word: Word, expression: string): ExitStatus {
  // Nested repetitions, and many options, may take very long.
  const repetitions = expression.match(/[*+]/g)?.length ?? 0;
  const options = expression.match(/[?|]/g)?.length ?? 0;
  if (/\)[*+?{]/.test(expression) || repetitions > 2 || options > 3) return undefined;
  if (text.length > (repetitions > 1 ? 100 : 300)) return undefined;
  if (/["'\\]/.test(word.text) || !/^[\w^$.*+?()|[\]\s-]*$/.test(expression)) return undefined;
  try {
    return new RegExp(expression).test(text);
  } catch {
    return undefined;
  }
}

/** Evaluates `test` and `[`, whose arguments are expanded like those of any command. Their number decides their meaning. */
export function evaluateTestCommand(args: readonly Scalar[]): ExitStatus {
  if (args.some(({ value, maySplit }) => value === undefined || maySplit)) return undefined;
  return evaluateTestArguments(args.map(({ value = '' }) => value));
}

function evaluateTestArguments(args: readonly string[]): ExitStatus {
  const [first = '', second = '', third = ''] = args;
  switch (args.length) {
    case 0:
      return false;
    case 1:
      return first !== '';
    case 2:
      return first === '!' ? second === '' : evaluateUnaryTest(first, second);
    case 3:
      if (/^-[ao]$/.test(second)) return evaluateCompoundTest(args);
      if (BINARY_OPERATORS.test(second)) return compareTexts(second, first, third);
      return first === '!' ? negateStatus(evaluateTestArguments(args.slice(1))) : undefined;
    case 4:
      return first === '!' ? negateStatus(evaluateTestArguments(args.slice(1))) : evaluateCompoundTest(args);
    default:
      return evaluateCompoundTest(args);
  }
}

/** Evaluates tests joined by `-a` and `-o`, of which `-a` binds more tightly. */
function evaluateCompoundTest(args: readonly string[]): ExitStatus {
  if (args.some((text) => text === '(' || text === ')')) return undefined;
  for (const [operator, deciding] of [
    ['-o', true],
    ['-a', false],
  ] as const) {
    const index = args.indexOf(operator, 1);
    if (index < 0) continue;
    const sides = [evaluateTestArguments(args.slice(0, index)), evaluateTestArguments(args.slice(index + 1))];
    if (index === args.length - 1) return undefined;
    if (sides.includes(deciding)) return deciding;
    return sides.includes(undefined) ? undefined : !deciding;
  }
  return undefined;
}

const BINARY_OPERATORS = /^(?:==?|!=|[<>]|-(?:eq|ne|lt|le|gt|ge))$/;

/** Evaluates `-n` and `-z`. Tests of files are unknown. */
function evaluateUnaryTest(operator: string, text: string): ExitStatus {
  if (operator === '-n') return text !== '';
  return operator === '-z' ? text === '' : undefined;
}

function compareTexts(operator: string, left: string, right: string): ExitStatus {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
    case '>':
      // The order of other characters depends on the locale.
      if (!/^[a-z]*$/.test(left) || !/^[a-z]*$/.test(right)) return undefined;
      return operator === '<' ? left < right : left > right;
    default:
      return compareNumbers(operator, left.trim(), right.trim());
  }
}

function compareNumbers(operator: string, left: string, right: string): ExitStatus {
  if (!/^-?(?:0|[1-9]\d{0,14})$/.test(left) || !/^-?(?:0|[1-9]\d{0,14})$/.test(right)) return undefined;
  const difference = Number(left) - Number(right);
  const holds: Record<string, boolean> = {
    '-eq': difference === 0,
    '-ne': difference !== 0,
    '-lt': difference < 0,
    '-le': difference <= 0,
    '-gt': difference > 0,
    '-ge': difference >= 0,
  };
  return holds[operator];
}

function isVariableSet(name: string, scope: Scope): ExitStatus {
  const value = scope.variables.get(name)?.value;
  if (!value || value.kind === 'array') return undefined;
  return value.kind === 'text';
}

/**
 * Whether a word reads a variable that the script never sets. In a value its default applies, but a condition exists
 * because the caller may set the variable.
 */
export function dependsOnCaller(word: Word, scope: Scope): boolean {
  let depends = false;
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'SimpleExpansion') depends ||= isUntouched(node.text.slice(1), scope);
    if (node.type === 'ParameterExpansion') depends ||= isUntouched(node.parameter, scope);
    forEachChild(node, visit);
  };
  if (word.parts) visit(word);
  return depends;
}
