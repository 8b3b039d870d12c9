import { addName, type Build, pickName, useFeature } from './build';

const NUMBERS = ['0', '1', '2', '3', '7', '8', '10', '64', '1000', '999999999'];
const BASED = ['0x1F', '0xff', '017', '00', '2#101', '16#ff', '36#z', '8#17', '64#_', '62#Z', '0Xa', '10#08'];
const BINARY = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '**',
  '<<',
  '>>',
  '&',
  '|',
  '^',
  '&&',
  '||',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  ',',
];
const ASSIGNING = ['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '|=', '^='];

/** Makes `$((..))` with any expression. */
export const makeArithmetic = (b: Build): string => {
  const text = makeExpression(b, 3);
  const pad = b.random.pick(['', ' ']);
  return `$((${pad}${text}${pad}))`;
};

export function makeExpression(b: Build, depth: number): string {
  const { random } = b;
  if (depth <= 0 || random.chance(0.2)) return makeOperand(b);
  const operand = (): string => makeExpression(b, depth - 1);
  const space = random.pick(['', ' ']);
  const kind = random.below(12);
  if (kind === 0) return `(${operand()})`;
  if (kind === 1) return `${random.pick(['-', '+', '!', '~', '- ', '! '])}${makeOperand(b)}`;
  if (kind === 2) return `${operand()} ? ${operand()} : ${operand()}`;
  if (kind === 3 && useFeature(b, 'arithmeticEffects', 1)) return makeAssignment(b);
  const operator = random.pick(BINARY);
  // A division by zero and a negative power or shift are errors.
  if (/^[/%]$/.test(operator)) return `${operand()}${space}${operator}${space}${random.pick(['1', '2', '3', '7'])}`;
  if (/^(?:\*\*|<<|>>)$/.test(operator))
    return `${operand()}${space}${operator}${space}${random.pick(['0', '1', '2', '3'])}`;
  // Without spaces, `a - -b` would become another operator.
  return `${operand()} ${operator} ${operand()}`;
}

function makeOperand(b: Build): string {
  const { random } = b;
  if (random.chance(0.5)) return random.pick(useFeature(b, 'arithmeticNumbers', 0.7) ? BASED : NUMBERS);
  const name = makeNumberName(b);
  if (random.chance(0.1)) return random.pick(['nothing', 'zero']);
  return random.pick([name, name, `$${name}`, `\${${name}}`, `\${${name}:-4}`]);
}

function makeAssignment(b: Build): string {
  const name = makeNumberName(b);
  if (b.shared.frozen.has(name)) return name;
  const operator = b.random.pick(ASSIGNING);
  const operand = /[/%]|<<|>>/.test(operator) ? b.random.pick(['1', '2', '3']) : makeExpression(b, 1);
  return b.random.pick([
    `(${name} ${operator} (${operand}))`,
    `(${name}++)`,
    `(++${name})`,
    `(${name}--)`,
    `(--${name})`,
  ]);
}

/** Picks a variable with a number. If there is none, a line before sets one. */
export function makeNumberName(b: Build): string {
  if (b.names.numbers.length > 0 && b.random.chance(0.8)) return b.random.pick(b.names.numbers);
  const name = pickName(b, 'numbers');
  b.lines.push(`${name}=${b.random.pick(['2', '4', '8', '1', '0', '12'])}`);
  return addName(b, 'numbers', name);
}
