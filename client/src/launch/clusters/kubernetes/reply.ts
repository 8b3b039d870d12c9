import { toOneLine } from '../../process/oneLine';

/** Errors of kubectl and of the API server as texts. */

/** Limit of the causes that are shown; the output channel has all of them. */
const MAX_CAUSES = 8;

/** Lines of the log that kubectl writes to standard error, and warnings of the API server. */
const NOISE = /^(?:[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [\w.-]+:\d+\] .*|Warning: .*)$/gm;

/** Removes log lines and warnings, unless nothing else is left. */
export function removeNoise(output: string): string {
  const rest = output
    .replace(NOISE, '')
    .replace(/\n{2,}/g, '\n')
    .trim();
  return rest === '' ? output : rest;
}

/** Joins causes to one or more sentences; undefined without any. */
function joinCauses(causes: readonly string[]): string | undefined {
  const lines = causes.map(toOneLine).filter(Boolean);
  if (lines.length === 0) return undefined;
  const shown = lines.slice(0, MAX_CAUSES).join('; ');
  const more = lines.length > MAX_CAUSES ? `; and ${lines.length - MAX_CAUSES} more` : '';
  return `${shown.replace(/\.$/, '')}${more}.`;
}

/** A remark of the API server that it has not checked everything, in the form of a cause. */
const INCOMPLETE = /some validation rules were not checked/;

/**
 * Explains all causes of an invalid manifest. kubectl prints one cause on the line of the error, several as a list:
 * `The PyTorchJob "a" is invalid:`, then `* spec.x: Required value`.
 */
export function explainInvalid(output: string): string | undefined {
  const [, strict] = /strict decoding error: ([^\n]*)/.exec(output) ?? [];
  if (strict) return joinCauses(strict.split(/, (?=unknown field|duplicate field)/));
  const [, first = '', rest = ''] = / is invalid: ?([^\n]*)\n?([\s\S]*)/.exec(output) ?? [];
  if (first.startsWith('[')) return joinCauses(splitList(first));
  if (first.trim() !== '') return joinCauses([first.replace(/^<nil>: /, '')]);
  const causes = [...rest.matchAll(/^\* (.*(?:\n(?!\* ).*)*)/gm)].map(([, cause = '']) => cause);
  return joinCauses(causes.filter((cause) => !INCOMPLETE.test(cause)));
}

/** Splits `[spec.a: Required value, spec.b: Invalid value: "x, y"]` where the next path begins. */
const splitList = (text: string): string[] =>
  text
    .replace(/^\[|\]$/g, '')
    .split(/, (?=[\w.[\]()-]+: (?:Invalid|Required|Unsupported|Forbidden|Duplicate|Too|Not|Internal))/);

/** Explains a refusal for lack of permission or by a policy: the text after `is forbidden:`. */
export function explainForbidden(output: string): string | undefined {
  const [, cause = ''] = / is forbidden: ([^\n]*)/.exec(output) ?? [];
  return joinCauses(
    cause.startsWith('[') ? cause.replace(/^\[|\]\s*$/g, '').split(/, (?=maximum |minimum )/) : [cause],
  );
}

/** Explains a quota: its name, and for each resource the request, the amount in use and the limit. */
export function explainQuota(output: string): string | undefined {
  const quotas = [...output.matchAll(/exceeded quota: ([^,\s]+), requested: (\S+), used: (\S+), limited: (\S+)/g)];
  return joinCauses(
    quotas.map(([, name, ...lists]) => {
      const [requested, used, limited] = lists.map(parseAmounts);
      const resources = Object.keys(requested ?? {}).map(
        (key) => `${key}: ${requested?.[key]} requested, ${used?.[key]} of ${limited?.[key]} in use`,
      );
      return `The quota ${name} does not allow it: ${resources.join(', ')}`;
    }),
  );
}

/** Parses `requests.nvidia.com/gpu=16,count/pods=2`. */
const parseAmounts = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .replace(/(?<![,\]])[,\]]+$/, '')
      .split(',')
      .map((item) => [item.split('=')[0], item.split('=').slice(1).join('=')]),
  );

/** Explains the refusal of an admission webhook or policy, which may have several lines. */
export function explainDenial(output: string): string | undefined {
  const [, cause = ''] = /denied (?:the )?request(?: without explanation)?:?([\s\S]*)/.exec(output) ?? [];
  return joinCauses(cause.split('\n'));
}
