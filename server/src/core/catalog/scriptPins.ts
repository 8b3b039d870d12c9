import { collectScriptPins } from './collectScriptPins';
import type { ScriptPin } from './pin';

/** A name of the package, or the tag of an image. */
const PACKAGE_OR_TAG = /ms[-_.]swift|swift[-_]?v?[\d$]|modelscope\/swift/gi;

/** Whether a line other than a comment, such as a modeline, names the package: most scripts are not read further. */
const mayNameRelease = (script: string): boolean =>
  [...script.matchAll(PACKAGE_OR_TAG)].some(
    ({ index }) => !/^\s*#(?!SBATCH)/.test(script.slice(script.lastIndexOf('\n', index) + 1, index)),
  );

/** Finds the releases that a script installs, checks out, or runs in an image, in order. */
export const findScriptPins = (script: string): readonly ScriptPin[] =>
  mayNameRelease(script) ? collectScriptPins(script) : [];

/** Chooses the release of the command at an offset: of several, the last one above it. */
export function choosePin(pins: readonly ScriptPin[], text: string, at = text.length): ScriptPin | undefined {
  const pin = pins.findLast(({ start }) => start <= at) ?? pins.at(-1);
  if (!pin?.isInBranch || pin.others.length === 0 || at < pin.start) return pin;
  // A command in the branch that installs a release uses that one.
  return /\b(?:fi|esac)\b/.test(text.slice(pin.start, at)) ? pin : { ...pin, others: [] };
}

/** Unites the releases on a page, whose blocks are alternatives. */
export function unitePins(pins: readonly ScriptPin[]): ScriptPin[] {
  const last = pins.at(-1);
  if (!last) return [];
  const others = [...new Set(pins.map(({ version }) => version))].filter((version) => version !== last.version);
  return [{ ...last, others, isInBranch: false, isOnPage: true }];
}
