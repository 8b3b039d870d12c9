import { expression, number } from './arithmetic';
import { appendedLine, asElement, setArray } from './arrays';
import { type Build, choose, hold, NEVER_SET, nameFor, type Option, repeat, STRINGS } from './build';
import { command, hereDocument, mention, oneWord, plainTrainer, remark, remarkLine } from './commands';
import { flowOptions } from './flow';
import { held, literal, reference } from './names';
import { expansion, value, word } from './words';

/** Writes one statement, and what it needs above it. */
export function statement(b: Build): void {
  const write = choose<() => string>(b, [
    [undefined, 2, () => () => assignment(b)],
    ...simpleOptions(b),
    ...(b.depth === 0 || (b.depth < 3 && b.random.chance(0.3)) ? flowOptions(b) : []),
  ]);
  const text = write();
  if (text !== '') b.lines.push(text);
}

/** The statement is made after the feature was chosen, so that the lines that it needs come first. */
function simpleOptions(b: Build): readonly Option<() => string>[] {
  const { random } = b;
  return [
    ['plain', 3, () => () => assignment(b)],
    ['append', 4, () => () => `${free(b)}+=${value(b)}`],
    ['export', 4, () => () => exported(b)],
    ['exportName', 4, () => () => exportedName(b)],
    ['declare', 4, () => () => declared(b)],
    ['readonly', 2, () => () => frozen(b)],
    ['unset', 3, () => () => unset(b)],
    ['setA', 3, () => () => random.pick(['set -a', 'set +a', 'set -a', 'set -o allexport', 'set +o allexport'])],
    ['ifs', 2, () => () => random.pick(["IFS=','", 'IFS=/', 'IFS=', 'unset IFS', "IFS=$' \\t\\n'", 'IFS=ab'])],
    [
      'assignDefault',
      2,
      () => () => `: ${random.chance(0.5) ? `"${expansion(b, true)}"` : `"\${${notFrozen(b)}:=${literal(b)}}"`}`,
    ],
    ['arithmeticCommand', 4, () => () => counted(b)],
    ['arithmetic', 2, () => () => numbered(b, `$((${expression(b, 2)}))`)],
    ['array', 2, () => () => (random.chance(0.5) ? nothing(setArray(b)) : emptied(b))],
    ['arrayAppend', 2, () => () => appendedLine(b)],
    ['indirectWrites', 4, () => () => written(b)],
    [
      'unknowable',
      2,
      () => () => `${free(b)}=${random.pick(['$(date)', '"$(cat /dev/null)"', '`date`', '$RANDOM', '$1'])}`,
    ],
    ['unknowable', 2, () => () => `if [ -${random.pick(['f', 'd', 'e'])} data ]; then ${free(b)}=${literal(b)}; fi`],
    [
      'positional',
      4,
      () => () => random.pick(['shift', 'set -- "$@" x', `set -- ${word(b)} ${word(b)}`, `set -- "$@" ${literal(b)}`]),
    ],
    ['comments', 3, () => () => remarkLine(b)],
    ['separators', 2, () => () => random.pick(['', ':', `${free(b)}=${literal(b)}; ${free(b)}=${literal(b)}`])],
    ['data', 5, () => () => mention(b)],
    ['commandText', 4, () => () => printedText(b)],
    ['sourced', 2, () => () => sourcedFile(b)],
    ['andOr', 2, () => () => chain(b, ['true', 'false', '! true', '[ 1 -lt 2 -a x ]'])],
    ['unknowable', 2, () => () => chain(b, ['[ -e data ]', 'cat nothing 2> /dev/null'])],
    ['hereDoc', 3, () => () => document(b)],
    ['hereString', 3, () => () => `cat <<< ${word(b)}`],
    ['commandString', 5, () => () => commandString(b)],
    ['eval', 5, () => () => evaluated(b)],
    ['severalCommands', 4, () => () => command(b)],
  ];
}

const nothing = (_: unknown): string => '';

/** A name that a statement may assign, which from then on holds something. */
const free = (b: Build): string => hold(b, 'strings', nameFor(b, 'strings'));
const notFrozen = (b: Build): string => b.random.pick(NEVER_SET.filter((name) => !b.shared.frozen.has(name)));

function assignment(b: Build): string {
  const simple = (): string => {
    const text = value(b);
    return `${free(b)}=${text}`;
  };
  const text = b.random.chance(0.15) ? `${simple()} ${simple()}` : simple();
  return text + remark(b);
}

const numbered = (b: Build, text: string): string => `${hold(b, 'numbers', nameFor(b, 'numbers'))}=${text}`;

function exported(b: Build): string {
  // bash makes all words before it sets anything: what the first name holds, the second cannot see.
  // Braces make words of their own, which are then split, and their parts are no names.
  const texts = repeat(b, 1, 2, () => value(b)).map((text) => (/(?:^|[^$])\{/.test(text) ? literal(b) : text));
  const parts = texts.map((text) => `${hold(b, 'exported', free(b))}=${text}`);
  if (b.random.chance(0.1)) return `export ${hold(b, 'exported', free(b))}+=${literal(b)}`;
  if (b.random.chance(0.1)) return `declare -x ${parts.join(' ')}`;
  return `export ${parts.join(' ')}${remark(b)}`;
}

function exportedName(b: Build): string {
  const name = held(b);
  const kind = b.random.below(6);
  if (kind === 0) return `export -n ${name}`;
  if (kind === 1) return `export ${b.random.pick(NEVER_SET)} ${name}`;
  // In a function it would be a variable of its own, and a loop that counts by it would never end.
  if (kind === 2) return b.inFunction ? `export ${name}` : `declare -x ${name}`;
  if (kind === 3) return `declare +x ${name}`;
  hold(b, 'exported', name);
  return kind === 4 ? `export "${name}"` : `export ${name}`;
}

function declared(b: Build): string {
  const kind = b.random.below(8);
  if (kind === 0) return `declare -i ${hold(b, 'numbers', nameFor(b, 'numbers'))}=${expression(b, 0)}+2`;
  if (kind === 1) return `declare -${b.random.pick(['l', 'u'])} cased=aBc; cased=${literal(b)}; ${free(b)}=$cased`;
  if (kind === 2) return `typeset ${free(b)}=${value(b)}`;
  if (kind === 3)
    return `declare -a ${b.random.pick(['list', 'more'])}=(x ${asElement(word(b))}); ${free(b)}="\${list[*]} \${more[1]}"`;
  if (kind === 4) return `declare -x ${hold(b, 'exported', free(b))}=${value(b)}`;
  if (kind === 5) return `declare ${b.random.pick(['-g', '--'])} ${free(b)}=${value(b)}`;
  if (kind === 6) return `declare -i n=2; n+=${expression(b, 0)}; ${hold(b, 'numbers', nameFor(b, 'numbers'))}=$n`;
  return `declare ${free(b)}=${value(b)} ${free(b)}=${reference(b)}`;
}

/** Only where it surely runs once: a second assignment is an error. */
function frozen(b: Build): string {
  if (b.depth > 0 || b.shared.frozen.size > 2) return assignment(b);
  // A word that becomes several would be several assignments.
  const text = oneWord(b);
  const name = free(b);
  b.shared.frozen.add(name);
  return b.random.pick([
    `readonly ${name}=${text}`,
    `${name}=${text}; readonly ${name}`,
    `declare -r ${name}=${text}`,
    `declare -rx ${name}=${text}`,
  ]);
}

/** What is unset is gone from the names that hold a value, but for the blocks around this one. */
function unset(b: Build): string {
  const open = b.names.strings.filter((each) => STRINGS.includes(each) && !b.shared.frozen.has(each));
  const name =
    open.length > 0 ? b.random.pick(open) : b.random.pick(NEVER_SET.filter((each) => !b.shared.frozen.has(each)));
  b.names.strings = b.names.strings.filter((each) => each !== name);
  b.names.exported = b.names.exported.filter((each) => each !== name);
  const text = b.random.pick([`unset ${name}`, `unset -v ${name}`]);
  // Somebody has to look, and it is a default that people use for that.
  const look = b.random.pick([`\${${name}:-gone}`, `\${${name}-gone}`, `"$${name}"`, `$${name}`]);
  b.lines.push(text);
  return `${free(b)}=${look}`;
}

function counted(b: Build): string {
  const name = number(b);
  if (b.shared.frozen.has(name)) return ':';
  const text = b.random.pick([
    ...[`((${name}++))`, `((${name} += ${expression(b, 1)}))`, `(( ${name} = ${expression(b, 2)} ))`, `((++${name}))`],
    ...[`let ${name}=${name}+1`, `let "${name} += 2"`, `((${name} > 2 && (${name} = 1)))`, `let ${name}++`],
  ]);
  // A result of zero is a failure, which ends a strict script.
  return b.random.chance(0.5) ? `${text} || true` : text;
}

const emptied = (b: Build): string => {
  const name = nameFor(b, 'arrays');
  b.names.arrays = b.names.arrays.filter((each) => each !== name);
  b.lines.push(`${name}=()`);
  const text = b.random.pick([
    `"\${${name}[@]}"`,
    `\${${name}[@]}`,
    `"x\${${name}[@]}"`,
    `"\${${name}[*]}"`,
    `\${${name}[@]+"\${${name}[@]}"}`,
  ]);
  return `OPTS=(first ${text} last)\n${free(b)}="\${OPTS[*]}"\n${free(b)}=\${#OPTS[@]}`;
};

/** Ways to change a variable that do not look like an assignment. */
function written(b: Build): string {
  const name = free(b);
  const text = b.random.pick(["'a b'", '"x,y"', literal(b)]);
  return b.random.pick([
    ...[`read -r ${name} <<< ${text}`, `read -r ${name} other <<< ${text}`, `printf -v ${name} '%s' ${text}`],
    ...[`eval "${name}=evaluated"`, `eval ${name}=x`, `IFS=, read -r ${name} other <<< ${text}`],
    ...[`declare -n ref=${name}; ref=${text}; unset -n ref`, `mapfile -t lines <<< ${text}; ${name}=\${lines[0]}`],
    ...[`read -ra OPTS <<< ${text}`, `export "${name}"=${text}`, `declare "${name}=x"`, `printf -v "${name}" %03d 7`],
    ...[`for ${name} in ${text}; do :; done`, `read -r ${name} < /dev/null || true`, `unset -f ${name}; ${name}=$_`],
  ]);
}

/** What a plain command prints, as a value. */
function printedText(b: Build): string {
  const path = b.random.pick(['a/b.json', '/data/x/y', './y', 'plain', '"a b/c d"', '/data/x.json']);
  const text = b.random.pick([
    ...[`echo ${word(b)}`, `echo ${literal(b)} "${expansion(b, true)}"`, `printf '%s-%03d' ${literal(b)} 7`],
    ...[`printf '%s,' a b ${word(b)}`, 'seq 3', 'seq 2 2 6', 'seq 3 -1 1', 'seq 2 1', `basename ${path}`],
    ...[`basename ${path} .json`, `dirname ${path}`, `x=${literal(b)}; echo "$x"`, `IFS=,; echo "\${list[*]}"`],
  ]);
  const isQuoted = b.random.chance(0.5);
  return `${free(b)}=${isQuoted ? `"$(${text})"` : `$(${text})`}`;
}

/** A file that the script writes and reads itself, which sets something once more. */
function sourcedFile(b: Build): string {
  const name = free(b);
  const line = b.random.pick([`${name}=sourced`, `export ${name}=sourced`, `unset ${name}`, ':']);
  return `${name}=x; echo '${line}' > vars; ${b.random.pick(['.', 'source'])} ./vars`;
}

/** Steps each of which runs only where those in front of it went well. */
function chain(b: Build, starts: readonly string[]): string {
  const first = b.random.pick(starts);
  const steps = repeat(b, 1, 3, () =>
    b.random.pick([`${free(b)}=${literal(b)}`, `export ${hold(b, 'exported', free(b))}=${literal(b)}`, 'true']),
  );
  const end = b.random.chance(0.3) ? ` || ${free(b)}=${literal(b)}` : '';
  return `${[first, ...steps].join(' && ')}${end}`;
}

/** A document for `cat`, whose text must not be read as a script. */
function document(b: Build): string {
  const { mark, below } = hereDocument(b);
  const heads = [
    `cat ${mark} > log.txt`,
    `cat > log.txt ${mark}`,
    `cat ${mark} | cat`,
    `cat ${mark} && true`,
    `cat > log.txt ${mark}; true`,
  ];
  return `${b.random.pick(heads)}${below}`;
}

/** A command line that is kept in a variable and run from there. */
function commandString(b: Build): string {
  const words = plainTrainer(b, true);
  const name = `run${++b.shared.fresh}`;
  b.lines.push(`${name}="${words.join(' ')} --lr ${reference(b)}${b.random.pick(['', ' --x 1', '  --y'])}"`);
  if (b.random.chance(0.3)) b.lines.push(`${name}+=" --more ${literal(b)}"`);
  if (b.random.chance(0.3)) b.lines.push(`${name}="$${name} --again ${reference(b)}"`);
  return b.random.pick([`$${name}`, `$${name} --last ${word(b)}`, `\${${name}}`, `nohup $${name} > log.txt 2>&1`]);
}

function evaluated(b: Build): string {
  const words = plainTrainer(b, true).join(' ');
  const simple = b.random.pick(['1e-5', "'a b'", 'x,y']);
  const name = `run${++b.shared.fresh}`;
  return b.random.pick([
    ...[`eval "${words} --lr ${simple}"`, `eval ${words} --lr 1`, `${name}="${words} --lr ${simple}"\neval $${name}`],
    ...[`${name}="${words} --lr ${simple}"\neval "$${name}"`, `eval "A_1=1 ${words} --lr \\$A_1"`],
  ]);
}
