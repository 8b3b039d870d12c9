import type { Command as CommandNode, Word } from 'unbash';
import type { Config, Problem, Scalar, Span } from '../../config/config';
import { endOfLine, indentOf, lineBreakOf, startOfBlanks, startOfLine } from '../../text/lines';
import { carriageReturns, unixLineEnds } from './carriageReturns';

/**
 * Text that looks like part of a training command but never reaches the trainer, and characters that only look like
 * quotes and dashes. Bash says nothing about any of it, or only long after the run has begun.
 */

/** A command whose name is a flag: what bash makes of a line that has lost its connection to the command above. */
export interface StrayLine {
  node: CommandNode;
  words: readonly Word[];
}

export const isStrayLine = (node: CommandNode): boolean =>
  /^--?[A-Za-z]/.test(node.name?.value ?? '') || isBlankCommand(node);

/** `NAME=value \\ ` with a blank at its end: the escaped blank is a command, and the assignments are for it alone. */
const isBlankCommand = (node: CommandNode): boolean => node.prefix.length > 0 && /^\s+$/.test(node.name?.value ?? '');

/** Repairs of line ends are the same for all commands of a file; in a huge one, only the first of them carries them. */
const MOST_EDITS = 100_000;

/** Adds to each command the problems of its text. Lines are taken in the order of the file. */
export function withProblems(configs: readonly Config[], strays: readonly StrayLine[], source: string): Config[] {
  const ordered = strays.toSorted((a, b) => a.node.pos - b.node.pos);
  // Most files hold none of these characters anywhere, and need not be looked at word by word.
  const [hasLookalikes, hasPasted] = [LOOKALIKE.test(source), /\\[ \t]+-/.test(source)];
  const lineEnds = unixLineEnds(source);
  const isHuge = configs.length * lineEnds.length > MOST_EDITS;
  const upTo = (end: number, from: number): number => {
    let next = from;
    while (next < ordered.length && (ordered[next]?.node.pos ?? end) < end) next++;
    return next;
  };
  let next = upTo(configs[0]?.whole.start ?? 0, 0);
  return configs.map((config, index) => {
    const from = next;
    next = upTo(configs[index + 1]?.whole.start ?? Number.POSITIVE_INFINITY, from);
    if (config.embedded) return config;
    const mine = ordered.slice(from, next).filter(({ node }) => node.pos > config.whole.end && !isBlankCommand(node));
    const before = inFront(config, ordered, from, source);
    const found = [
      ...carriageReturns(config, source, lineEnds, !isHuge || index === 0),
      ...(hasLookalikes ? lookalikes(config) : []),
      ...(hasPasted ? pastedLines(config) : []),
      ...(before ? [lostPrefix(before, source)] : []),
      ...lostLines(config, mine, source),
    ];
    return found.length === 0 ? config : { ...config, problems: found };
  });
}

/** The blank command directly in front of a training command, among the stray lines up to it. */
function inFront(config: Config, ordered: readonly StrayLine[], until: number, source: string): StrayLine | undefined {
  const before = ordered[until - 1];
  return before && isBlankCommand(before.node) && isInFront(before.node, config, source) ? before : undefined;
}

/** What ends a command before its author meant to: each cause has a repair of its own. */
function lostLines(config: Config, strays: readonly StrayLine[], source: string): Problem[] {
  const blank = blankBehindBackslash(config, source);
  const run = strays.length > 0 ? connected(config, strays, source) : [];
  const lost = run.flatMap(({ words }) =>
    words.filter((word) => word.value.startsWith('-')).map((word) => word.value.split('=')[0] ?? ''),
  );
  if (blank) return [blankProblem(blank, lost)];
  const [first] = run;
  if (!first) return [];
  const gap = { start: config.whole.end, end: first.node.pos };
  const between = source.slice(gap.start, gap.end);
  const last = run.at(-1)?.node.end ?? gap.end;
  if (/#/.test(between)) return [commentProblem(config, gap, between, lost, source)];
  if (/\\[ \t]*\r?\n[ \t]*\r?\n/.test(between)) return [blankLineProblem(gap, between, lost)];
  return /\\/.test(between) ? [] : [missingBackslash(gap, between, { start: first.node.pos, end: last }, lost)];
}

const isInFront = (node: CommandNode, config: Config, source: string): boolean =>
  node.end <= config.whole.start && /^[\s\\]*$/.test(source.slice(node.end, config.whole.start));

/** A line of environment variables that a blank behind its backslash cuts off from the command below. */
function lostPrefix({ node }: StrayLine, source: string): Problem {
  const names = source.slice(node.pos, node.end).match(/[A-Za-z_]\w*(?==)/g) ?? [];
  const span = { start: node.name?.pos ?? node.pos, end: node.end };
  return {
    rule: 'cli.backslash-space',
    message: `A blank behind the backslash ends the line here, so that ${names[0] ?? 'the variable'} does not reach the command below. Delete the blank.`,
    span,
    repairs: [
      {
        title: 'Delete the blanks behind the backslash',
        edits: [{ span: { start: span.start + 1, end: span.end }, newText: '' }],
      },
    ],
  };
}

/** A command of several lines pasted into one: its backslashes now stand in front of blanks, and make words of both. */
function pastedLines({ words, flags, variables, whole }: Config): Problem[] {
  const scalars = [...words, ...[...variables, ...flags].flatMap(({ values }) => values)];
  const glued = scalars.filter(({ text, value }) => /^\\[ \t]+-/.test(text) && value !== undefined);
  const [first] = glued.sort((a, b) => a.span.start - b.span.start);
  if (!first) return [];
  const shown = first.value?.trim().split(/\s/)[0] ?? '';
  const edits = glued.map(({ span: { start }, text }) => ({
    span: { start, end: start + (/^\\[ \t]+/.exec(text)?.[0].length ?? 0) },
    newText: '',
  }));
  return [
    {
      rule: 'cli.backslash-space',
      message: `A backslash in the middle of a line does not end it: it joins the blank behind it to ${shown}, which is then no flag. Delete the backslash.`,
      span: { start: first.span.start, end: whole.end },
      lost: glued.map(({ value }) => value?.trim() ?? ''),
      repairs: [{ title: glued.length === 1 ? 'Delete the backslash' : 'Delete the backslashes', edits }],
    },
  ];
}

/** The stray lines that follow the command with nothing in between but blanks and comments. */
function connected(config: Config, strays: readonly StrayLine[], source: string): StrayLine[] {
  const run: StrayLine[] = [];
  let end = config.whole.end;
  for (const stray of strays) {
    if (!BLANKS_AND_COMMENTS.test(source.slice(end, stray.node.pos))) break;
    run.push(stray);
    end = stray.node.end;
  }
  return run;
}

/** A comment has to go on to the end of its line: otherwise `# # #` could be read in ever more ways. */
const BLANKS_AND_COMMENTS = /^(?:[\s\\]|#[^\n]*(?:\n|$))*$/;

const listed = (lost: readonly string[]): string => {
  if (lost.length === 0) return '';
  const shown = lost.slice(0, 8).join(', ');
  const more = lost.length > 8 ? ` and ${lost.length - 8} more` : '';
  return ` ${lost.length === 1 ? 'One flag never reaches' : `${lost.length} flags never reach`} the trainer: ${shown}${more}.`;
};

/** `\ ` at the end of a line is an escaped blank, a word of its own, and the line ends there. */
function blankBehindBackslash(config: Config, source: string): Span | undefined {
  const last = config.whole.end;
  const match = /\\[ \t]+$/.exec(source.slice(Math.max(0, last - 200), endOfLine(source, last)));
  if (!match || config.flags.length === 0) return undefined;
  const end = endOfLine(source, last);
  return { start: end - match[0].length, end };
}

const blankProblem = (span: Span, lost: string[]): Problem => ({
  rule: 'cli.backslash-space',
  message: `A blank behind the backslash ends the command here.${listed(lost)} Delete the blank.`,
  span,
  lost,
  repairs: [
    {
      title: 'Delete the blanks behind the backslash',
      edits: [{ span: { start: span.start + 1, end: span.end }, newText: '' }],
    },
  ],
});

function commentProblem(config: Config, gap: Span, between: string, lost: string[], source: string): Problem {
  const comments = between.split(/\r?\n/).filter((line) => line.trim().startsWith('#'));
  const lineStart = startOfLine(source, config.whole.start);
  const start = indentOf(source, lineStart);
  const above = comments.map((line) => `${start}${line.trim()}${lineBreakOf(between)}`).join('');
  const at = gap.start + between.indexOf('#');
  return {
    rule: 'cli.comment-in-continuation',
    message: `A comment inside a continued command ends it.${listed(lost)} Move the comment above the command.`,
    span: { start: at, end: endOfLine(source, at) },
    lost,
    repairs: [
      {
        title: 'Move the comment above the command',
        edits: [
          { span: { start: lineStart, end: lineStart }, newText: above },
          { span: gap, newText: joint(between) },
        ],
      },
    ],
  };
}

/** The line break with its backslash and the indentation of the next flag: what should have stood in the gap. */
function joint(between: string): string {
  const indent = between.slice(startOfBlanks(between, between.length));
  return ` \\${lineBreakOf(between)}${indent}`;
}

const blankLineProblem = (gap: Span, between: string, lost: string[]): Problem => ({
  rule: 'cli.comment-in-continuation',
  message: `An empty line inside a continued command ends it.${listed(lost)} Delete the line.`,
  span: { start: gap.start + between.indexOf('\\'), end: gap.start + between.indexOf('\\') + 1 },
  lost,
  repairs: [{ title: 'Delete the empty line', edits: [{ span: gap, newText: joint(between) }] }],
});

const missingBackslash = (gap: Span, between: string, span: Span, lost: string[]): Problem => ({
  rule: 'cli.missing-backslash',
  message: `This line is a command of its own, since the line above does not end with a backslash.${listed(lost)}`,
  span,
  lost,
  repairs: [{ title: 'Continue the line above', edits: [{ span: gap, newText: joint(between) }] }],
});

const QUOTES =
  /^[\u2018\u2019\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02\uff07]|[\u2018\u2019\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02\uff07]$/;
const DASHES =
  /^[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]*[\u2010-\u2015\u2212\ufe58\ufe63\uff0d][-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]*(?=[A-Za-z])/;

const LOOKALIKE = /[\u2010-\u201f\u00ab\u00bb\u2212\ufe58\ufe63\uff02\uff07\uff0d]/;

/** Quotes and dashes that a chat program or a PDF made of the plain ones. To bash they are letters. */
function lookalikes(config: Config): Problem[] {
  const words = [
    ...config.words,
    ...[...config.variables, ...config.flags].flatMap((entry) =>
      entry.kind === 'flag' ? [keyWord(entry.name, entry.key), ...entry.values] : entry.values,
    ),
  ];
  return words.flatMap((word): Problem[] => {
    const dashed = DASHES.exec(word.text)?.[0];
    if (dashed) return [lookalike(word, `--${word.text.slice(dashed.length)}`, 'a dash', dashed)];
    if (!QUOTES.test(word.text)) return [];
    const plain = word.text
      .replace(/[\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02]/g, '"')
      .replace(/[\u2018\u2019\uff07]/g, "'");
    return [lookalike(word, plain, 'a quote', QUOTES.exec(word.text)?.[0] ?? '')];
  });
}

const keyWord = (name: string, span: Span): Scalar => ({ text: name, span, value: name });

const lookalike = (word: Scalar, plain: string, what: string, character: string): Problem => ({
  rule: 'cli.lookalike',
  message: `\`${character}\` only looks like ${what}; bash takes it for a letter. Type ${plain.startsWith('-') ? '--' : 'a plain quote'} instead.`,
  span: word.span,
  repairs: [{ title: `Change to ${plain}`, edits: [{ span: word.span, newText: plain }] }],
});
