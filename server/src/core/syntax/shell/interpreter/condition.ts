import { forEachChild, type SyntaxNode, type TestExpression, type Word } from 'unbash';
import type { Scalar } from '../../../config/config';
import { expandValue } from '../expansion/expand';
import { isUntouched } from '../expansion/parameter';
import { matches, patternOf } from '../expansion/pattern';
import type { Scope } from './scope';

/** How a command ends: true for success. Undefined where only a run can tell. */
export type Status = boolean | undefined;

/** `[[ .. ]]`: words are neither split nor matched with files, and the right side of `==` is a pattern. */
export function testStatus(node: TestExpression, scope: Scope): Status {
  switch (node.type) {
    case 'TestGroup':
      return testStatus(node.expression, scope);
    case 'TestNot': {
      const status = testStatus(node.operand, scope);
      return node.negations.length % 2 === 1 ? negated(status) : status;
    }
    case 'TestLogical':
      return logical(node.operator, node.operands, scope);
    case 'TestUnary':
      if (node.operator === '-v') return isSet(node.operand.value, scope);
      return withText(node.operand, scope, (text) => unary(node.operator, text));
    case 'TestBinary':
      return binaryTest(node.operator, node.left, node.right, scope);
  }
}

export const negated = (status: Status): Status => (status === undefined ? undefined : !status);

/** One side alone may decide, whatever the other one is. */
function logical(operator: '&&' | '||', operands: readonly TestExpression[], scope: Scope): Status {
  const ends = operator === '||';
  const all = operands.map((each) => testStatus(each, scope));
  if (all.includes(ends)) return ends;
  return all.includes(undefined) ? undefined : !ends;
}

function binaryTest(operator: string, left: Word, right: Word, scope: Scope): Status {
  if (dependsOnCaller(right, scope)) return undefined;
  return withText(left, scope, (text) => {
    if (operator === '=' || operator === '==' || operator === '!=') {
      const pattern = patternOf(right, scope);
      const isMatch = pattern === undefined ? undefined : matches(text, pattern);
      return operator === '!=' ? negated(isMatch) : isMatch;
    }
    const other = expandValue(right, scope);
    if (other === undefined) return undefined;
    return operator === '=~' ? matchesExpression(text, right, other) : compared(operator, text, other);
  });
}

const withText = (word: Word, scope: Scope, then: (text: string) => Status): Status => {
  const text = dependsOnCaller(word, scope) ? undefined : expandValue(word, scope);
  return text === undefined ? undefined : then(text);
};

/** Expressions that mean the same to bash and here: letters, classes and repetitions, none of them quoted. */
function matchesExpression(text: string, word: Word, expression: string): Status {
  // Repetitions of what repeats itself may take forever.
  if (text.length > 300 || /\)[*+?{]/.test(expression) || (expression.match(/[*+]/g) ?? []).length > 2)
    return undefined;
  if (/["'\\]/.test(word.text) || !/^[\w^$.*+?()|[\]\s-]*$/.test(expression)) return undefined;
  try {
    return new RegExp(expression).test(text);
  } catch {
    return undefined;
  }
}

/** `test` and `[`, whose words were expanded like those of any command. The number of words decides what they mean. */
export function testWords(words: readonly Scalar[]): Status {
  if (words.some(({ value, splice }) => value === undefined || splice)) return undefined;
  return testTexts(words.map(({ value = '' }) => value));
}

function testTexts(texts: readonly string[]): Status {
  const [first = '', second = '', third = ''] = texts;
  switch (texts.length) {
    case 0:
      return false;
    case 1:
      return first !== '';
    case 2:
      return first === '!' ? second === '' : unary(first, second);
    case 3:
      if (/^-[ao]$/.test(second)) return joinedTests(texts);
      if (BINARY.test(second)) return compared(second, first, third);
      return first === '!' ? negated(testTexts(texts.slice(1))) : undefined;
    case 4:
      return first === '!' ? negated(testTexts(texts.slice(1))) : joinedTests(texts);
    default:
      return joinedTests(texts);
  }
}

/** Tests with `-a` and `-o` in between, of which `-a` binds more tightly. */
function joinedTests(texts: readonly string[]): Status {
  if (texts.some((text) => text === '(' || text === ')')) return undefined;
  for (const [sign, ends] of [
    ['-o', true],
    ['-a', false],
  ] as const) {
    const at = texts.indexOf(sign, 1);
    if (at < 0) continue;
    const sides = [testTexts(texts.slice(0, at)), testTexts(texts.slice(at + 1))];
    if (at === texts.length - 1) return undefined;
    if (sides.includes(ends)) return ends;
    return sides.includes(undefined) ? undefined : !ends;
  }
  return undefined;
}

const BINARY = /^(?:==?|!=|[<>]|-(?:eq|ne|lt|le|gt|ge))$/;

/** Whether files are there, and what kind they are, nobody knows here. */
function unary(operator: string, text: string): Status {
  if (operator === '-n') return text !== '';
  return operator === '-z' ? text === '' : undefined;
}

function compared(operator: string, left: string, right: string): Status {
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
      return comparedNumbers(operator, left.trim(), right.trim());
  }
}

function comparedNumbers(operator: string, left: string, right: string): Status {
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

function isSet(name: string, scope: Scope): Status {
  const held = scope.variables.get(name)?.held;
  if (!held || held.kind === 'array') return undefined;
  return held.kind === 'text';
}

/**
 * Whether a word asks for a variable that the script never sets. As a value its default is what is meant; but a
 * condition is there since the caller may set it.
 */
export function dependsOnCaller(word: Word, scope: Scope): boolean {
  let depends = false;
  const look = (node: SyntaxNode): void => {
    if (node.type === 'SimpleExpansion') depends ||= isUntouched(node.text.slice(1), scope);
    if (node.type === 'ParameterExpansion') depends ||= isUntouched(node.parameter, scope);
    forEachChild(node, look);
  };
  if (word.parts) look(word);
  return depends;
}
