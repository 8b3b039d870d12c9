import type { Scalar } from '../../../config/config';

export const RUNNER = /(?:^|\/)(?:xargs|parallel|find|fd|fdfind)$/;

/**
 * Returns the arguments of a command that xargs, GNU parallel or find runs once for each of its inputs; undefined if none
 * of them is among the arguments before the command.
 */
export function fillInputArguments(before: readonly Scalar[], args: readonly Scalar[]): readonly Scalar[] | undefined {
  const at = before.findIndex(({ value }) => RUNNER.test(value ?? ''));
  if (at < 0) return undefined;
  const program = before[at]?.value ?? '';
  if (program.endsWith('xargs')) return fillXargsArguments(before.slice(at), args);
  return program.endsWith('parallel') ? fillParallelArguments(before.slice(at), args) : fillFoundFiles(args);
}

/** find puts a file in the place of each `{}`, up to `;` or `+`. */
function fillFoundFiles(args: readonly Scalar[]): readonly Scalar[] {
  const end = args.findIndex(({ value }) => value === ';' || value === '+');
  const ownArguments = end < 0 ? args : args.slice(0, end);
  const isRepeated = args[end]?.value === '+';
  return ownArguments.map((argument) =>
    /\{[./]{0,2}\}/.test(argument.value ?? '')
      ? { ...argument, value: undefined, ...(isRepeated && { maySplit: true }) }
      : argument,
  );
}

/** xargs puts the inputs in the place of the placeholder that `-I` names, or after the last argument if there is none. */
function fillXargsArguments(xargs: readonly Scalar[], args: readonly Scalar[]): readonly Scalar[] {
  const placeholder = findPlaceholder(xargs.slice(1).map(({ value }) => value ?? ''));
  if (!placeholder) return [...args, createInputs(xargs, args)];
  return args.map((argument) => (argument.value?.includes(placeholder) ? { ...argument, value: undefined } : argument));
}

/**
 * GNU parallel puts an input in the place of each `{}`, or after the last argument if there is none. The arguments end
 * at `:::` or `::::`, which the inputs follow.
 */
function fillParallelArguments(parallel: readonly Scalar[], args: readonly Scalar[]): readonly Scalar[] {
  const end = args.findIndex(({ value }) => /^::::?\+?$/.test(value ?? ''));
  const ownArguments = end < 0 ? args : args.slice(0, end);
  const hasInput = ({ value }: Scalar): boolean => /\{[^\s{}]*\}/.test(value ?? '');
  // parallel passes its arguments through a shell, to which these characters have a meaning.
  const hasShellSyntax = ({ value }: Scalar): boolean => value === '' || /[\s"'\\$`;&|<>()*?[\]#~!]/.test(value ?? '');
  const filled = ownArguments.map(
    (argument): Scalar =>
      hasInput(argument) || hasShellSyntax(argument) ? { ...argument, value: undefined, maySplit: true } : argument,
  );
  return ownArguments.some(hasInput) ? filled : [...filled, createInputs(parallel, ownArguments)];
}

/** The unknown inputs after the last argument. */
function createInputs(program: readonly Scalar[], args: readonly Scalar[]): Scalar {
  const offset = args.at(-1)?.span.end ?? program.at(-1)?.span.end ?? 0;
  return { text: '', span: { start: offset, end: offset }, value: undefined, maySplit: true };
}

/** Returns the placeholder of `-I R`, `-IR`, `-i` or `--replace=R`. */
export function findPlaceholder(options: readonly string[]): string | undefined {
  for (const [index, option] of options.entries()) {
    const [, short, long] = /^(?:-I(.*)|--replace(?:=(.*))?)$/s.exec(option) ?? [];
    if (short === undefined && !option.startsWith('--replace') && option !== '-i') continue;
    const placeholder = short === '' ? options[index + 1] : (short ?? long ?? '{}');
    return placeholder === '' ? undefined : placeholder;
  }
  return undefined;
}
