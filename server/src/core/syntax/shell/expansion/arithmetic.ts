import { type ArithmeticExpression, forEachChild, parse, type SyntaxNode } from 'unbash';
import { type Scope, setUnknown, setValue, textOf } from '../interpreter/scope';
import { expandValue } from './expand';

/** Evaluates bash's 64-bit arithmetic; undefined if a value is unknown. Assignments change the scope. */
export function evaluateArithmetic(expression: ArithmeticExpression, scope: Scope): bigint | undefined {
  try {
    // `${NAME}` is expanded before the evaluation, a bare name is looked up during it.
    if (!assignsAndExpands(expression)) return evaluate(expression, scope);
    forgetAssigned(expression, scope);
  } catch (error) {
    // Nesting too deep for the stack does not occur in real scripts.
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}

function assignsAndExpands(expression: ArithmeticExpression): boolean {
  let assigns = false;
  let expands = false;
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'ArithmeticUnary') assigns ||= /^(?:\+\+|--)$/.test(node.operator);
    if (node.type === 'ArithmeticBinary') assigns ||= ASSIGNMENTS.has(node.operator);
    if (node.type === 'ArithmeticWord') expands ||= node.parts !== undefined || node.value.startsWith('$');
    forEachChild(node, visit);
  };
  visit(expression);
  return assigns && expands;
}

function evaluate(node: ArithmeticExpression, scope: Scope): bigint | undefined {
  switch (node.type) {
    case 'ArithmeticGroup':
      return evaluate(node.expression, scope);
    case 'ArithmeticWord':
      return evaluateWord(node, scope);
    case 'ArithmeticUnary':
      return evaluateUnary(node, scope);
    case 'ArithmeticBinary':
      return ASSIGNMENTS.has(node.operator) ? evaluateAssignment(node, scope) : evaluateBinary(node, scope);
    case 'ArithmeticTernary': {
      const test = evaluate(node.test, scope);
      if (test !== undefined) return evaluate(test !== 0n ? node.consequent : node.alternate, scope);
      forgetAssigned(node.consequent, scope);
      forgetAssigned(node.alternate, scope);
      return undefined;
    }
    default:
      return undefined;
  }
}

type BinaryNode = Extract<ArithmeticExpression, { type: 'ArithmeticBinary' }>;
type UnaryNode = Extract<ArithmeticExpression, { type: 'ArithmeticUnary' }>;
type WordNode = Extract<ArithmeticExpression, { type: 'ArithmeticWord' }>;

const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '^=', '|=']);
const wrapInt64 = (value: bigint): bigint => BigInt.asIntN(64, value);

/** Evaluates a number, or a name whose text is evaluated in turn. An unset or empty variable counts as 0. */
function evaluateWord(node: WordNode, scope: Scope): bigint | undefined {
  const text = expandWordText(node, scope);
  return text === undefined ? undefined : parseNumber(text.trim(), scope, 0);
}

function expandWordText({ value, parts, pos, end }: WordNode, scope: Scope): string | undefined {
  // The parser keeps a bare `$NAME` as written.
  const name = parts ? undefined : /^\$([A-Za-z_]\w*|\d|#)$/.exec(value)?.[1];
  if (name !== undefined) return textOf(scope, name)?.text;
  return parts ? expandValue({ type: 'Word', text: value, value, pos, end, parts }, scope) : value;
}

/** Evaluates text that bash reads as arithmetic without `$((..))`: an offset, an index, an argument of `let`. */
export function evaluateArithmeticText(text: string, scope: Scope): bigint | undefined {
  // Most offsets and indices are plain numbers.
  if (/^\d+$/.test(text)) return parseLiteral(text);
  const [statement] = parse(`((${text}))`).commands;
  const node = statement?.command;
  return node?.type === 'ArithmeticCommand' && node.expression ? evaluateArithmetic(node.expression, scope) : undefined;
}

function parseNumber(text: string, scope: Scope, depth: number): bigint | undefined {
  if (text === '') return 0n;
  if (/^[\d\s()]*\d[\s()]*[-+*/%][-\d\s()+*/%]*$/.test(text) && depth > 0) return evaluateArithmeticText(text, scope);
  if (/^\d/.test(text)) return parseLiteral(text);
  if (/^-\d+$/.test(text)) return wrapInt64(-(parseLiteral(text.slice(1)) ?? 0n));
  // The value may be the name of another variable. Bash follows such chains, and cycles end in an error.
  if (!/^[A-Za-z_]\w*$/.test(text) || depth > 8) return undefined;
  const value = textOf(scope, text);
  return value && parseNumber(value.text.trim(), scope, depth + 1);
}

/** Parses `10`, `0x1f`, `017` and `2#101`. */
function parseLiteral(text: string): bigint | undefined {
  if (/^0[xX][0-9a-fA-F]+$/.test(text)) return wrapInt64(BigInt(text.toLowerCase()));
  if (/^0[0-7]*$/.test(text)) return wrapInt64(BigInt(text === '0' ? 0 : `0o${text.slice(1) || '0'}`));
  if (/^[1-9]\d*$/.test(text)) return wrapInt64(BigInt(text));
  const match = /^([1-9]\d?)#([0-9a-zA-Z@_]+)$/.exec(text);
  return match?.[1] && match[2] ? parseInBase(Number(match[1]), match[2]) : undefined;
}

function parseInBase(base: number, digits: string): bigint | undefined {
  if (base < 2 || base > 64) return undefined;
  let value = 0n;
  for (const digit of digits) {
    const digitValue = digitValueOf(digit, base);
    if (digitValue < 0 || digitValue >= base) return undefined;
    value = wrapInt64(value * BigInt(base) + BigInt(digitValue));
  }
  return value;
}

/** Returns the value of a digit. Up to base 36 the case of a letter does not matter; above, lower case comes first. */
function digitValueOf(digit: string, base: number): number {
  if (/\d/.test(digit)) return Number(digit);
  if (/[a-z]/.test(digit)) return digit.charCodeAt(0) - 87;
  if (/[A-Z]/.test(digit)) return digit.charCodeAt(0) - (base <= 36 ? 55 : 29);
  if (digit === '@') return 62;
  return digit === '_' ? 63 : -1;
}

function evaluateUnary(node: UnaryNode, scope: Scope): bigint | undefined {
  if (node.operator === '++' || node.operator === '--') return evaluateIncrement(node, scope);
  const value = evaluate(node.operand, scope);
  if (value === undefined) return undefined;
  if (node.operator === '-') return wrapInt64(-value);
  if (node.operator === '+') return value;
  if (node.operator === '!') return toTruth(value === 0n);
  return node.operator === '~' ? wrapInt64(~value) : undefined;
}

function evaluateIncrement(node: UnaryNode, scope: Scope): bigint | undefined {
  const name = variableNameOf(node.operand);
  const before = evaluate(node.operand, scope);
  if (name === undefined) return undefined;
  const after = before === undefined ? undefined : wrapInt64(before + (node.operator === '++' ? 1n : -1n));
  storeNumber(scope, name, after);
  return node.prefix ? after : before;
}

const variableNameOf = (node: ArithmeticExpression): string | undefined =>
  node.type === 'ArithmeticWord' && /^[A-Za-z_]\w*$/.test(node.value) ? node.value : undefined;

function storeNumber(scope: Scope, name: string, value: bigint | undefined): void {
  if (value === undefined) setUnknown(scope, name);
  else setValue(scope, name, { kind: 'text', text: String(value) });
}

function evaluateAssignment(node: BinaryNode, scope: Scope): bigint | undefined {
  const name = variableNameOf(node.left);
  // The old value is read before the right side changes anything.
  const left = node.operator === '=' || name === undefined ? 0n : evaluate(node.left, scope);
  const right = evaluate(node.right, scope);
  if (name === undefined) return undefined;
  const value = assignedValueOf(node.operator, left, right);
  storeNumber(scope, name, value);
  return value;
}

function assignedValueOf(operator: string, left: bigint | undefined, right: bigint | undefined): bigint | undefined {
  if (left === undefined || right === undefined) return undefined;
  return operator === '=' ? right : applyOperator(operator.slice(0, -1), left, right);
}

function evaluateBinary(node: BinaryNode, scope: Scope): bigint | undefined {
  const left = evaluate(node.left, scope);
  const { operator } = node;
  if (operator === ',') return evaluate(node.right, scope);
  if (operator === '&&' || operator === '||') {
    if (left === undefined) {
      forgetAssigned(node.right, scope);
      return undefined;
    }
    // The right side is evaluated only if the left one does not decide.
    if ((left !== 0n) === (operator === '||')) return toTruth(operator === '||');
    const right = evaluate(node.right, scope);
    return right === undefined ? undefined : toTruth(right !== 0n);
  }
  const right = evaluate(node.right, scope);
  return left === undefined || right === undefined ? undefined : applyOperator(operator, left, right);
}

const toTruth = (holds: boolean): bigint => (holds ? 1n : 0n);

function applyOperator(operator: string, left: bigint, right: bigint): bigint | undefined {
  switch (operator) {
    case '+':
      return wrapInt64(left + right);
    case '-':
      return wrapInt64(left - right);
    case '*':
      return wrapInt64(left * right);
    case '/':
      return right === 0n ? undefined : wrapInt64(left / right);
    case '%':
      return right === 0n ? undefined : wrapInt64(left % right);
    case '**':
      return right < 0n || right > 10_000n ? undefined : raiseToPower(left, right);
    case '<<':
      return wrapInt64(left << (right & 63n));
    case '>>':
      return wrapInt64(left >> (right & 63n));
    case '&':
      return wrapInt64(left & right);
    case '|':
      return wrapInt64(left | right);
    case '^':
      return wrapInt64(left ^ right);
    case '<':
      return toTruth(left < right);
    case '<=':
      return toTruth(left <= right);
    case '>':
      return toTruth(left > right);
    case '>=':
      return toTruth(left >= right);
    case '==':
      return toTruth(left === right);
    case '!=':
      return toTruth(left !== right);
    default:
      return undefined;
  }
}

function raiseToPower(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let remaining = exponent; remaining > 0n; remaining--) result = wrapInt64(result * base);
  return result;
}

/** Makes the variables unknown that a part assigns of which it is unknown whether it is evaluated. */
function forgetAssigned(node: ArithmeticExpression, scope: Scope): void {
  if (node.type === 'ArithmeticGroup') forgetAssigned(node.expression, scope);
  if (node.type === 'ArithmeticBinary') {
    const name = ASSIGNMENTS.has(node.operator) ? variableNameOf(node.left) : undefined;
    if (name) setUnknown(scope, name);
    forgetAssigned(node.left, scope);
    forgetAssigned(node.right, scope);
  }
  if (node.type === 'ArithmeticUnary') {
    const name = /^(?:\+\+|--)$/.test(node.operator) ? variableNameOf(node.operand) : undefined;
    if (name) setUnknown(scope, name);
    forgetAssigned(node.operand, scope);
  }
  if (node.type === 'ArithmeticTernary') {
    for (const part of [node.test, node.consequent, node.alternate]) forgetAssigned(part, scope);
  }
}
