import { makeExpression, makeNumberName } from './arithmetic';
import { makeAppendLine, setArray, toElement } from './arrays';
import { addName, type Build, choose, NEVER_SET, type Option, pickName, repeatRandomly, STRINGS } from './build';
import {
  makeCommand,
  makeComment,
  makeCommentLine,
  makeHereDocument,
  makeMention,
  makePlainTrainer,
  makeSingleWord,
} from './commands';
import { flowOptionsOf } from './flow';
import { makeLiteral, makeReference, makeSetName } from './names';
import { makeExpansion, makeValue, makeWord } from './words';

/** Adds one statement, and the lines that it needs before it. */
export function addStatement(b: Build): void {
  const write = choose<() => string>(b, [
    [undefined, 2, () => () => makeAssignment(b)],
    ...simpleOptionsOf(b),
    ...(b.depth === 0 || (b.depth < 3 && b.random.chance(0.3)) ? flowOptionsOf(b) : []),
  ]);
  const text = write();
  if (text !== '') b.lines.push(text);
}

/** Returns statements as functions that are called after the choice, so that the lines that they need come first. */
function simpleOptionsOf(b: Build): readonly Option<() => string>[] {
  const { random } = b;
  return [
    ['plain', 3, () => () => makeAssignment(b)],
    ['append', 4, () => () => `${takeName(b)}+=${makeValue(b)}`],
    ['export', 4, () => () => makeExport(b)],
    ['exportName', 4, () => () => makeExportOfName(b)],
    ['declare', 4, () => () => makeDeclaration(b)],
    ['readonly', 2, () => () => makeReadonly(b)],
    ['unset', 3, () => () => makeUnset(b)],
    ['setA', 3, () => () => random.pick(['set -a', 'set +a', 'set -a', 'set -o allexport', 'set +o allexport'])],
    ['ifs', 2, () => () => random.pick(["IFS=','", 'IFS=/', 'IFS=', 'unset IFS', "IFS=$' \\t\\n'", 'IFS=ab'])],
    [
      'assignDefault',
      2,
      () => () =>
        `: ${random.chance(0.5) ? `"${makeExpansion(b, true)}"` : `"\${${pickUnsetName(b)}:=${makeLiteral(b)}}"`}`,
    ],
    ['arithmeticCommand', 4, () => () => makeArithmeticCommand(b)],
    ['arithmetic', 2, () => () => makeNumberAssignment(b, `$((${makeExpression(b, 2)}))`)],
    ['array', 2, () => () => (random.chance(0.5) ? ignoreText(setArray(b)) : makeEmptyArray(b))],
    ['arrayAppend', 2, () => () => makeAppendLine(b)],
    ['indirectWrites', 4, () => () => makeIndirectWrite(b)],
    [
      'unknowable',
      2,
      () => () => `${takeName(b)}=${random.pick(['$(date)', '"$(cat /dev/null)"', '`date`', '$RANDOM', '$1'])}`,
    ],
    [
      'unknowable',
      2,
      () => () => `if [ -${random.pick(['f', 'd', 'e'])} data ]; then ${takeName(b)}=${makeLiteral(b)}; fi`,
    ],
    [
      'positional',
      4,
      () => () =>
        random.pick([
          'shift',
          'set -- "$@" x',
          `set -- ${makeWord(b)} ${makeWord(b)}`,
          `set -- "$@" ${makeLiteral(b)}`,
        ]),
    ],
    ['comments', 3, () => () => makeCommentLine(b)],
    [
      'separators',
      2,
      () => () => random.pick(['', ':', `${takeName(b)}=${makeLiteral(b)}; ${takeName(b)}=${makeLiteral(b)}`]),
    ],
    ['data', 5, () => () => makeMention(b)],
    ['commandText', 4, () => () => makePrintedText(b)],
    ['sourced', 2, () => () => makeSource(b)],
    ['andOr', 2, () => () => makeChain(b, ['true', 'false', '! true', '[ 1 -lt 2 -a x ]'])],
    ['unknowable', 2, () => () => makeChain(b, ['[ -e data ]', 'cat nothing 2> /dev/null'])],
    ['hereDoc', 3, () => () => makeDocument(b)],
    ['hereString', 3, () => () => `cat <<< ${makeWord(b)}`],
    ['commandString', 5, () => () => makeCommandString(b)],
    ['eval', 5, () => () => makeEval(b)],
    ['severalCommands', 4, () => () => makeCommand(b)],
  ];
}

const ignoreText = (_: unknown): string => '';

/** Takes a name for an assignment, after which it has a value. */
const takeName = (b: Build): string => addName(b, 'strings', pickName(b, 'strings'));
const pickUnsetName = (b: Build): string => b.random.pick(NEVER_SET.filter((name) => !b.shared.frozen.has(name)));

function makeAssignment(b: Build): string {
  const simple = (): string => {
    const text = makeValue(b);
    return `${takeName(b)}=${text}`;
  };
  const text = b.random.chance(0.15) ? `${simple()} ${simple()}` : simple();
  return text + makeComment(b);
}

const makeNumberAssignment = (b: Build, text: string): string =>
  `${addName(b, 'numbers', pickName(b, 'numbers'))}=${text}`;

function makeExport(b: Build): string {
  // Bash expands all words before it assigns any, so the second value does not see the first one.
  // Braces make several words, which are then split and are not names.
  const texts = repeatRandomly(b, 1, 2, () => makeValue(b)).map((text) =>
    /(?:^|[^$])\{/.test(text) ? makeLiteral(b) : text,
  );
  const parts = texts.map((text) => `${addName(b, 'exported', takeName(b))}=${text}`);
  if (b.random.chance(0.1)) return `export ${addName(b, 'exported', takeName(b))}+=${makeLiteral(b)}`;
  if (b.random.chance(0.1)) return `declare -x ${parts.join(' ')}`;
  return `export ${parts.join(' ')}${makeComment(b)}`;
}

function makeExportOfName(b: Build): string {
  const name = makeSetName(b);
  const kind = b.random.below(6);
  if (kind === 0) return `export -n ${name}`;
  if (kind === 1) return `export ${b.random.pick(NEVER_SET)} ${name}`;
  // In a function, `declare` would make a local variable, and a loop that counts with it would never end.
  if (kind === 2) return b.inFunction ? `export ${name}` : `declare -x ${name}`;
  if (kind === 3) return `declare +x ${name}`;
  addName(b, 'exported', name);
  return kind === 4 ? `export "${name}"` : `export ${name}`;
}

function makeDeclaration(b: Build): string {
  const kind = b.random.below(8);
  if (kind === 0) return `declare -i ${addName(b, 'numbers', pickName(b, 'numbers'))}=${makeExpression(b, 0)}+2`;
  if (kind === 1)
    return `declare -${b.random.pick(['l', 'u'])} cased=aBc; cased=${makeLiteral(b)}; ${takeName(b)}=$cased`;
  if (kind === 2) return `typeset ${takeName(b)}=${makeValue(b)}`;
  if (kind === 3)
    return `declare -a ${b.random.pick(['list', 'more'])}=(x ${toElement(makeWord(b))}); ${takeName(b)}="\${list[*]} \${more[1]}"`;
  if (kind === 4) return `declare -x ${addName(b, 'exported', takeName(b))}=${makeValue(b)}`;
  if (kind === 5) return `declare ${b.random.pick(['-g', '--'])} ${takeName(b)}=${makeValue(b)}`;
  if (kind === 6)
    return `declare -i n=2; n+=${makeExpression(b, 0)}; ${addName(b, 'numbers', pickName(b, 'numbers'))}=$n`;
  return `declare ${takeName(b)}=${makeValue(b)} ${takeName(b)}=${makeReference(b)}`;
}

/** Makes a readonly variable, only where the statement certainly runs once: a second assignment is an error. */
function makeReadonly(b: Build): string {
  if (b.depth > 0 || b.shared.frozen.size > 2) return makeAssignment(b);
  // A value that becomes several words would be several assignments.
  const text = makeSingleWord(b);
  const name = takeName(b);
  b.shared.frozen.add(name);
  return b.random.pick([
    `readonly ${name}=${text}`,
    `${name}=${text}; readonly ${name}`,
    `declare -r ${name}=${text}`,
    `declare -rx ${name}=${text}`,
  ]);
}

/** Unsets a name, which then has no value, except in the blocks around this one. */
function makeUnset(b: Build): string {
  const open = b.names.strings.filter((each) => STRINGS.includes(each) && !b.shared.frozen.has(each));
  const name =
    open.length > 0 ? b.random.pick(open) : b.random.pick(NEVER_SET.filter((each) => !b.shared.frozen.has(each)));
  b.names.strings = b.names.strings.filter((each) => each !== name);
  b.names.exported = b.names.exported.filter((each) => each !== name);
  const text = b.random.pick([`unset ${name}`, `unset -v ${name}`]);
  // Mostly a default reads the name afterwards, as in real scripts.
  const look = b.random.pick([`\${${name}:-gone}`, `\${${name}-gone}`, `"$${name}"`, `$${name}`]);
  b.lines.push(text);
  return `${takeName(b)}=${look}`;
}

function makeArithmeticCommand(b: Build): string {
  const name = makeNumberName(b);
  if (b.shared.frozen.has(name)) return ':';
  const text = b.random.pick([
    ...[
      `((${name}++))`,
      `((${name} += ${makeExpression(b, 1)}))`,
      `(( ${name} = ${makeExpression(b, 2)} ))`,
      `((++${name}))`,
    ],
    ...[`let ${name}=${name}+1`, `let "${name} += 2"`, `((${name} > 2 && (${name} = 1)))`, `let ${name}++`],
  ]);
  // The result zero is a failing status, which ends a strict script.
  return b.random.chance(0.5) ? `${text} || true` : text;
}

const makeEmptyArray = (b: Build): string => {
  const name = pickName(b, 'arrays');
  b.names.arrays = b.names.arrays.filter((each) => each !== name);
  b.lines.push(`${name}=()`);
  const text = b.random.pick([
    `"\${${name}[@]}"`,
    `\${${name}[@]}`,
    `"x\${${name}[@]}"`,
    `"\${${name}[*]}"`,
    `\${${name}[@]+"\${${name}[@]}"}`,
  ]);
  return `OPTS=(first ${text} last)\n${takeName(b)}="\${OPTS[*]}"\n${takeName(b)}=\${#OPTS[@]}`;
};

/** Makes a change of a variable that does not look like an assignment. */
function makeIndirectWrite(b: Build): string {
  const name = takeName(b);
  const text = b.random.pick(["'a b'", '"x,y"', makeLiteral(b)]);
  return b.random.pick([
    ...[`read -r ${name} <<< ${text}`, `read -r ${name} other <<< ${text}`, `printf -v ${name} '%s' ${text}`],
    ...[`eval "${name}=evaluated"`, `eval ${name}=x`, `IFS=, read -r ${name} other <<< ${text}`],
    ...[`declare -n ref=${name}; ref=${text}; unset -n ref`, `mapfile -t lines <<< ${text}; ${name}=\${lines[0]}`],
    ...[`read -ra OPTS <<< ${text}`, `export "${name}"=${text}`, `declare "${name}=x"`, `printf -v "${name}" %03d 7`],
    ...[`for ${name} in ${text}; do :; done`, `read -r ${name} < /dev/null || true`, `unset -f ${name}; ${name}=$_`],
  ]);
}

/** Makes an assignment of the output of a simple command. */
function makePrintedText(b: Build): string {
  const path = b.random.pick(['a/b.json', '/data/x/y', './y', 'plain', '"a b/c d"', '/data/x.json']);
  const text = b.random.pick([
    ...[
      `echo ${makeWord(b)}`,
      `echo ${makeLiteral(b)} "${makeExpansion(b, true)}"`,
      `printf '%s-%03d' ${makeLiteral(b)} 7`,
    ],
    ...[`printf '%s,' a b ${makeWord(b)}`, 'seq 3', 'seq 2 2 6', 'seq 3 -1 1', 'seq 2 1', `basename ${path}`],
    ...[`basename ${path} .json`, `dirname ${path}`, `x=${makeLiteral(b)}; echo "$x"`, `IFS=,; echo "\${list[*]}"`],
  ]);
  const isQuoted = b.random.chance(0.5);
  return `${takeName(b)}=${isQuoted ? `"$(${text})"` : `$(${text})`}`;
}

/** Makes a file that the script writes and sources, and that changes a variable again. */
function makeSource(b: Build): string {
  const name = takeName(b);
  const line = b.random.pick([`${name}=sourced`, `export ${name}=sourced`, `unset ${name}`, ':']);
  return `${name}=x; echo '${line}' > vars; ${b.random.pick(['.', 'source'])} ./vars`;
}

/** Makes steps each of which runs only if those before it succeeded. */
function makeChain(b: Build, starts: readonly string[]): string {
  const first = b.random.pick(starts);
  const steps = repeatRandomly(b, 1, 3, () =>
    b.random.pick([
      `${takeName(b)}=${makeLiteral(b)}`,
      `export ${addName(b, 'exported', takeName(b))}=${makeLiteral(b)}`,
      'true',
    ]),
  );
  const end = b.random.chance(0.3) ? ` || ${takeName(b)}=${makeLiteral(b)}` : '';
  return `${[first, ...steps].join(' && ')}${end}`;
}

/** Makes a here-document for `cat`, whose text must not be read as a script. */
function makeDocument(b: Build): string {
  const { mark, below } = makeHereDocument(b);
  const heads = [
    `cat ${mark} > log.txt`,
    `cat > log.txt ${mark}`,
    `cat ${mark} | cat`,
    `cat ${mark} && true`,
    `cat > log.txt ${mark}; true`,
  ];
  return `${b.random.pick(heads)}${below}`;
}

/** Makes a command line in a variable, and a statement that runs it. */
function makeCommandString(b: Build): string {
  const words = makePlainTrainer(b, true);
  const name = `run${++b.shared.fresh}`;
  b.lines.push(`${name}="${words.join(' ')} --lr ${makeReference(b)}${b.random.pick(['', ' --x 1', '  --y'])}"`);
  if (b.random.chance(0.3)) b.lines.push(`${name}+=" --more ${makeLiteral(b)}"`);
  if (b.random.chance(0.3)) b.lines.push(`${name}="$${name} --again ${makeReference(b)}"`);
  return b.random.pick([`$${name}`, `$${name} --last ${makeWord(b)}`, `\${${name}}`, `nohup $${name} > log.txt 2>&1`]);
}

function makeEval(b: Build): string {
  const words = makePlainTrainer(b, true).join(' ');
  const simple = b.random.pick(['1e-5', "'a b'", 'x,y']);
  const name = `run${++b.shared.fresh}`;
  return b.random.pick([
    ...[`eval "${words} --lr ${simple}"`, `eval ${words} --lr 1`, `${name}="${words} --lr ${simple}"\neval $${name}`],
    ...[`${name}="${words} --lr ${simple}"\neval "$${name}"`, `eval "A_1=1 ${words} --lr \\$A_1"`],
  ]);
}
