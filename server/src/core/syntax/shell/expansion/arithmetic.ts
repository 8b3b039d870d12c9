import { type ArithmeticExpression, forEachChild, parse, type SyntaxNode } from 'unbash';
import { type Scope, setHeld, setUnknown, textOf } from '../interpreter/scope';
import { expandValue } from './expand';

/** Bash's 64-bit arithmetic. Undefined where some value cannot be known. Assignments take place in the scope. */
export function arithmetic(expression: ArithmeticExpression, scope: Scope): bigint | undefined {
  try {
    // `${NAME}` is put in before anything is worked out, a bare name is looked up when its turn comes.
    if (!assignsAndExpands(expression)) return evaluate(expression, scope);
    forgetAssigned(expression, scope);
  } catch (error) {
    // Nobody writes what is too deep for the stack.
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}

function assignsAndExpands(expression: ArithmeticExpression): boolean {
  let assigns = false;
  let expands = false;
  const look = (node: SyntaxNode): void => {
    if (node.type === 'ArithmeticUnary') assigns ||= /^(?:\+\+|--)$/.test(node.operator);
    if (node.type === 'ArithmeticBinary') assigns ||= ASSIGNMENTS.has(node.operator);
    if (node.type === 'ArithmeticWord') expands ||= node.parts !== undefined || node.value.startsWith('$');
    forEachChild(node, look);
  };
  look(expression);
  return assigns && expands;
}

function evaluate(node: ArithmeticExpression, scope: Scope): bigint | undefined {
  switch (node.type) {
    case 'ArithmeticGroup':
      return evaluate(node.expression, scope);
    case 'ArithmeticWord':
      return wordValue(node, scope);
    case 'ArithmeticUnary':
      return unary(node, scope);
    case 'ArithmeticBinary':
      return ASSIGNMENTS.has(node.operator) ? assignment(node, scope) : binary(node, scope);
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

type Binary = Extract<ArithmeticExpression, { type: 'ArithmeticBinary' }>;
type Unary = Extract<ArithmeticExpression, { type: 'ArithmeticUnary' }>;
type WordNode = Extract<ArithmeticExpression, { type: 'ArithmeticWord' }>;

const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '^=', '|=']);
const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);

/** A number, or a name whose text is read as a number in turn. An unset or empty variable counts as nothing. */
function wordValue(node: WordNode, scope: Scope): bigint | undefined {
  const text = wordText(node, scope);
  return text === undefined ? undefined : numberOf(text.trim(), scope, 0);
}

function wordText({ value, parts, pos, end }: WordNode, scope: Scope): string | undefined {
  // The parser leaves a bare `$NAME` as it is written.
  const name = parts ? undefined : /^\$([A-Za-z_]\w*|\d|#)$/.exec(value)?.[1];
  if (name !== undefined) return textOf(scope, name)?.text;
  return parts ? expandValue({ type: 'Word', text: value, value, pos, end, parts }, scope) : value;
}

/** The value of text that bash takes for arithmetic without a mark around it: an offset, an index, a word of `let`. */
export function arithmeticText(text: string, scope: Scope): bigint | undefined {
  // Most offsets and indices are plain numbers.
  if (/^\d+$/.test(text)) return literal(text);
  const [statement] = parse(`((${text}))`).commands;
  const node = statement?.command;
  return node?.type === 'ArithmeticCommand' && node.expression ? arithmetic(node.expression, scope) : undefined;
}

function numberOf(text: string, scope: Scope, depth: number): bigint | undefined {
  if (text === '') return 0n;
  if (/^[\d\s()]*\d[\s()]*[-+*/%][-\d\s()+*/%]*$/.test(text) && depth > 0) return arithmeticText(text, scope);
  if (/^\d/.test(text)) return literal(text);
  if (/^-\d+$/.test(text)) return wrap(-(literal(text.slice(1)) ?? 0n));
  // A name may hold the name of another variable; bash follows such chains, and loops end in an error.
  if (!/^[A-Za-z_]\w*$/.test(text) || depth > 8) return undefined;
  const held = textOf(scope, text);
  return held && numberOf(held.text.trim(), scope, depth + 1);
}

/** `10`, `0x1f`, `017` and `2#101`. */
function literal(text: string): bigint | undefined {
  if (/^0[xX][0-9a-fA-F]+$/.test(text)) return wrap(BigInt(text.toLowerCase()));
  if (/^0[0-7]*$/.test(text)) return wrap(BigInt(text === '0' ? 0 : `0o${text.slice(1) || '0'}`));
  if (/^[1-9]\d*$/.test(text)) return wrap(BigInt(text));
  const based = /^([1-9]\d?)#([0-9a-zA-Z@_]+)$/.exec(text);
  return based?.[1] && based[2] ? inBase(Number(based[1]), based[2]) : undefined;
}

function inBase(base: number, digits: string): bigint | undefined {
  if (base < 2 || base > 64) return undefined;
  let value = 0n;
  for (const digit of digits) {
    const at = digitValue(digit, base);
    if (at < 0 || at >= base) return undefined;
    value = wrap(value * BigInt(base) + BigInt(at));
  }
  return value;
}

/** Up to base 36 the case of a letter does not matter; above, small letters come first. */
function digitValue(digit: string, base: number): number {
  if (/\d/.test(digit)) return Number(digit);
  if (/[a-z]/.test(digit)) return digit.charCodeAt(0) - 87;
  if (/[A-Z]/.test(digit)) return digit.charCodeAt(0) - (base <= 36 ? 55 : 29);
  return digit === '@' ? 62 : digit === '_' ? 63 : -1;
}

function unary(node: Unary, scope: Scope): bigint | undefined {
  if (node.operator === '++' || node.operator === '--') return increment(node, scope);
  const value = evaluate(node.operand, scope);
  if (value === undefined) return undefined;
  if (node.operator === '-') return wrap(-value);
  if (node.operator === '+') return value;
  if (node.operator === '!') return value === 0n ? 1n : 0n;
  return node.operator === '~' ? wrap(~value) : undefined;
}

function increment(node: Unary, scope: Scope): bigint | undefined {
  const name = nameOf(node.operand);
  const before = evaluate(node.operand, scope);
  if (name === undefined) return undefined;
  const after = before === undefined ? undefined : wrap(before + (node.operator === '++' ? 1n : -1n));
  store(scope, name, after);
  return node.prefix ? after : before;
}

const nameOf = (node: ArithmeticExpression): string | undefined =>
  node.type === 'ArithmeticWord' && /^[A-Za-z_]\w*$/.test(node.value) ? node.value : undefined;

function store(scope: Scope, name: string, value: bigint | undefined): void {
  if (value === undefined) setUnknown(scope, name);
  else setHeld(scope, name, { kind: 'text', text: String(value) });
}

function assignment(node: Binary, scope: Scope): bigint | undefined {
  const name = nameOf(node.left);
  // What the variable holds is looked up before the right side changes anything.
  const left = node.operator === '=' || name === undefined ? 0n : evaluate(node.left, scope);
  const right = evaluate(node.right, scope);
  if (name === undefined) return undefined;
  const known = left !== undefined && right !== undefined;
  const value = !known ? undefined : node.operator === '=' ? right : apply(node.operator.slice(0, -1), left, right);
  store(scope, name, value);
  return value;
}

function binary(node: Binary, scope: Scope): bigint | undefined {
  const left = evaluate(node.left, scope);
  const { operator } = node;
  if (operator === ',') return evaluate(node.right, scope);
  if (operator === '&&' || operator === '||') {
    if (left === undefined) {
      forgetAssigned(node.right, scope);
      return undefined;
    }
    // The right side of these two is only looked at where the left one does not decide.
    if ((left !== 0n) === (operator === '||')) return operator === '||' ? 1n : 0n;
    const right = evaluate(node.right, scope);
    return right === undefined ? undefined : right !== 0n ? 1n : 0n;
  }
  const right = evaluate(node.right, scope);
  return left === undefined || right === undefined ? undefined : apply(operator, left, right);
}

function apply(operator: string, left: bigint, right: bigint): bigint | undefined {
  const truth = (holds: boolean): bigint => (holds ? 1n : 0n);
  switch (operator) {
    case '+':
      return wrap(left + right);
    case '-':
      return wrap(left - right);
    case '*':
      return wrap(left * right);
    case '/':
      return right === 0n ? undefined : wrap(left / right);
    case '%':
      return right === 0n ? undefined : wrap(left % right);
    case '**':
      return right < 0n || right > 10_000n ? undefined : power(left, right);
    case '<<':
      return wrap(left << (right & 63n));
    case '>>':
      return wrap(left >> (right & 63n));
    case '&':
      return wrap(left & right);
    case '|':
      return wrap(left | right);
    case '^':
      return wrap(left ^ right);
    case '<':
      return truth(left < right);
    case '<=':
      return truth(left <= right);
    case '>':
      return truth(left > right);
    case '>=':
      return truth(left >= right);
    case '==':
      return truth(left === right);
    case '!=':
      return truth(left !== right);
    default:
      return undefined;
  }
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let left = exponent; left > 0n; left--) result = wrap(result * base);
  return result;
}

/** Where nobody knows whether a part is evaluated, what it assigns is unknown afterwards. */
function forgetAssigned(node: ArithmeticExpression, scope: Scope): void {
  if (node.type === 'ArithmeticGroup') forgetAssigned(node.expression, scope);
  if (node.type === 'ArithmeticBinary') {
    const name = ASSIGNMENTS.has(node.operator) ? nameOf(node.left) : undefined;
    if (name) setUnknown(scope, name);
    forgetAssigned(node.left, scope);
    forgetAssigned(node.right, scope);
  }
  if (node.type === 'ArithmeticUnary') {
    const name = /^(?:\+\+|--)$/.test(node.operator) ? nameOf(node.operand) : undefined;
    if (name) setUnknown(scope, name);
    forgetAssigned(node.operand, scope);
  }
  if (node.type === 'ArithmeticTernary') {
    for (const part of [node.test, node.consequent, node.alternate]) forgetAssigned(part, scope);
  }
}
