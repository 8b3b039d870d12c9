import type { ScriptPin } from './pin';
import { expandInstallers } from './pinFunctions';
import {
  entersCheckout,
  findCheckedOut,
  findReference,
  findSpecifiers,
  isInstallation,
  joinContinuedLines,
  stripComment,
} from './pinPatterns';
import { createVariables } from './pinVariables';

/** Parts of a line between which the script chooses. */
const BRANCH_WORDS = /(\b(?:if|case|elif|else|fi|esac)\b|;;|\|\|)/;

/** Programs and functions that show a text or keep it for later, up to the end of a line. What a pipe or a redirection takes is not shown. */
const SHOWS_TEXT =
  /(?:^|[;&|({]|\b(?:then|else|do)\b)\s*(?::|alias|trap|echo|printf|print|log\w*|warn\w*|die|err\w*|info|say|usage)\s[^;&|>]*$/i;
const TAKES_OUTPUT = /\||>(?!\s*&)/;
const HERE_DOCUMENT = /\bcat\s*<<-?\s*["'\\]?(\w+)/;

/**
 * Finds the releases that a script installs, checks out, or runs in an image, in order. Commands may be continued on the
 * next lines, and the release may be the value of a variable.
 */
export function collectScriptPins(script: string): ScriptPin[] {
  const { fill } = createVariables('script');
  const pins: ScriptPin[] = [];
  const state = { isInCheckout: false, isInBranch: false };
  let start = 0;
  let documentEnd: string | undefined;
  const rawLines = script.split('\n');
  for (const [index, joined] of expandInstallers(joinContinuedLines(script, 'script')).entries()) {
    const lineStart = start;
    start += (rawLines[index]?.length ?? 0) + 1;
    if (documentEnd !== undefined) {
      if (joined.trim() === documentEnd) documentEnd = undefined;
      continue;
    }
    for (const each of joined.split('\n')) {
      const line = fill(stripDirective(each));
      documentEnd ??= TAKES_OUTPUT.test(line) ? undefined : HERE_DOCUMENT.exec(line)?.[1];
      addPinsOfLine(line, { line: index + 1, start: lineStart }, state, pins);
    }
  }
  return pins;
}

/** A directive of Slurm is a comment for bash only. */
const stripDirective = (line: string): string => (line.startsWith('#SBATCH') ? line.slice(1) : stripComment(line));

function addPinsOfLine(
  line: string,
  place: Pick<ScriptPin, 'line' | 'start'>,
  state: { isInCheckout: boolean; isInBranch: boolean },
  pins: ScriptPin[],
): void {
  let before = '';
  let isAlternative = false;
  for (const part of line.split(BRANCH_WORDS)) {
    if (part === '||') isAlternative = true;
    else if (/^(?:fi|esac)$/.test(part)) state.isInBranch = false;
    else if (/^(?:if|case|elif|else|;;)$/.test(part)) state.isInBranch = true;
    else {
      state.isInCheckout ||= entersCheckout(part);
      const version = findInstalled(part, before, line, state.isInCheckout);
      if (version !== undefined) {
        const previous = pins.at(-1);
        const isBeside = previous !== undefined && (state.isInBranch || isAlternative);
        const others = isBeside ? [...new Set([...previous.others, previous.version])] : [];
        const isInBranch = !isAlternative && state.isInBranch;
        pins.push({ version, ...place, others: others.filter((each) => each !== version), isInBranch });
      }
      isAlternative = false;
    }
    before += part;
  }
}

function findInstalled(part: string, before: string, line: string, isInCheckout: boolean): string | undefined {
  const specifiers = isInstallation(part) || isInstallation(line) ? findSpecifiers(part) : undefined;
  const version = findReference(part) ?? specifiers ?? (isInCheckout ? findCheckedOut(part) : undefined);
  return version !== undefined && isShown(part, before, line) ? undefined : version;
}

/** Whether the release that a part of a line names is only shown to people. */
function isShown(part: string, before: string, line: string): boolean {
  const at = before.length + Math.max(0, part.search(/swift/i));
  return SHOWS_TEXT.test(line.slice(0, at)) && !TAKES_OUTPUT.test(line.slice(at));
}
