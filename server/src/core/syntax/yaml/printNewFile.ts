import { describeRun, describeStart, listLauncherAssignments, type NewRun } from '../newRun';

/** Prints a new run as a config file, with the command that starts it. Undefined if the release reads no such files. */
export function printNewFile(run: NewRun): string | undefined {
  if (run.configOption === undefined) return undefined;
  const start = [...listLauncherAssignments(run), `megatron ${run.command}`, `${run.configOption}FILE.yaml`].join(' ');
  return [
    `# preflight: ms-swift=${run.release} world-size=${run.nodes * run.gpusPerNode}`,
    `# ${describeRun(run)}`,
    `# ${describeStart(run)}`,
    `#   ${start}`,
    '',
    ...run.flags.map(({ name, value }) => `${name}: ${toYamlValue(value)}`),
    '',
  ].join('\n');
}

/** A text that YAML 1.1 reads as itself: a path of at least two words, or lower-case words. */
const PLAIN_TEXT = /^(?:[A-Za-z][\w.-]*(?:\/[\w.#-]+)+|[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*)$/;
/** Words that YAML 1.1 does not read as text. */
const RESERVED_WORD = /^(?:y|n|yes|no|on|off|true|false|null)$/;
const NUMBER_OR_TRUE = /^(?:\d+|\d+\.\d+|true)$/;
/** A number without a dot, which YAML 1.1 would read as text. */
const EXPONENT_WITHOUT_DOT = /^(\d)e(-\d+)$/;

function toYamlValue(value: string): string {
  if (NUMBER_OR_TRUE.test(value)) return value;
  const exponent = EXPONENT_WITHOUT_DOT.exec(value);
  if (exponent) return `${exponent[1]}.0e${exponent[2]}`;
  return PLAIN_TEXT.test(value) && !RESERVED_WORD.test(value) ? value : JSON.stringify(value);
}
