import type { Scalar } from '../../../config/config';

/**
 * Words of a command that another program starts once for each of its inputs. xargs and GNU parallel put an input in the
 * place of a mark, or behind the last word where there is none. Undefined where no such program is in front.
 */
export function fillXargsArguments(before: readonly Scalar[], args: readonly Scalar[]): readonly Scalar[] | undefined {
  const at = before.findIndex(({ value }) => /(?:^|\/)(?:xargs|parallel)$/.test(value ?? ''));
  if (at < 0) return undefined;
  const isParallel = before[at]?.value?.endsWith('parallel') === true;
  const end = isParallel ? args.findIndex(({ value }) => /^::::?\+?$/.test(value ?? '')) : -1;
  const ownArguments = end < 0 ? args : args.slice(0, end);
  const placeholder = isParallel
    ? /\{[^\s{}]*\}/
    : findPlaceholder(before.slice(at + 1).map(({ value }) => value ?? ''));
  const hasPlaceholder = ({ value }: Scalar): boolean => placeholder?.test(value ?? '') === true;
  // parallel hands its words to a shell, to which these characters say something.
  const hasShellSyntax = ({ value }: Scalar): boolean =>
    isParallel && (value === '' || /[\s"'\\$`;&|<>()*?[\]#~!]/.test(value ?? ''));
  const filled = ownArguments.map((argument): Scalar => {
    if (!hasPlaceholder(argument) && !hasShellSyntax(argument)) return argument;
    return { ...argument, value: undefined, ...(isParallel && { maySplit: true }) };
  });
  const hasInputPosition = isParallel ? ownArguments.some(hasPlaceholder) : placeholder !== undefined;
  const last = ownArguments.at(-1)?.span.end ?? before.at(-1)?.span.end ?? 0;
  const inputs: Scalar = { text: '', span: { start: last, end: last }, value: undefined, maySplit: true };
  return hasInputPosition ? filled : [...filled, inputs];
}

/** What `-I R`, `-IR`, `-i` or `--replace=R` names. */
function findPlaceholder(options: readonly string[]): RegExp | undefined {
  for (const [index, option] of options.entries()) {
    const [, short, long] = /^(?:-I(.*)|--replace(?:=(.*))?)$/s.exec(option) ?? [];
    if (short === undefined && !option.startsWith('--replace') && option !== '-i') continue;
    const placeholder = short === '' ? options[index + 1] : (short ?? long ?? '{}');
    return placeholder ? new RegExp(placeholder.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : undefined;
  }
  return undefined;
}
