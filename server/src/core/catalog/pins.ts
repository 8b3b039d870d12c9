import type { Pin } from './pin';
import {
  entersCheckout,
  findCheckedOut,
  findReference,
  findSpecifiers,
  joinContinuedLines,
  LOCKED_KEY,
  LOCKED_NAME,
  LOCKED_ON_LINE,
  LOCKED_VERSION,
  PACKAGE_TABLE,
  stripComment,
  TABLE_VALUE,
} from './pinPatterns';
import { createVariables } from './pinVariables';

/** Lines of a lock file that describe one package. */
const MAX_PACKAGE_LINES = 400;

/** Finds the release that a requirements file, project file, lock file or Dockerfile requires. */
export function findReleasePin(text: string): Pin | undefined {
  if (!/swift/i.test(text)) return undefined;
  const lines = joinContinuedLines(text, 'dockerfile');
  const findInLine = createLineSearch();
  let isInTable = false;
  let pin: Pin | undefined;
  for (const [index, rawLine] of lines.entries()) {
    if (rawLine === '') continue;
    const line = findInLine.fill(stripComment(rawLine));
    if (/^\s*\[/.test(line)) isInTable = PACKAGE_TABLE.test(line);
    const version =
      findLockedVersion(lines, index) ?? (isInTable ? TABLE_VALUE.exec(line)?.[1] : undefined) ?? findInLine.find(line);
    // Later lines override earlier ones: a Dockerfile may replace the release of its base image.
    if (version !== undefined) pin = { version, line: index + 1 };
  }
  return pin;
}

/** Creates the search of lines for a release. It knows the variables of a Dockerfile, and whether a checkout was entered. */
function createLineSearch(): { fill: (line: string) => string; find: (line: string) => string | undefined } {
  const { fill } = createVariables('dockerfile');
  let isInCheckout = false;
  return {
    fill,
    find: (line) => {
      isInCheckout ||= entersCheckout(line);
      return findReference(line) ?? findSpecifiers(line) ?? (isInCheckout ? findCheckedOut(line) : undefined);
    },
  };
}

/** Finds the version of the package whose description in a lock file begins on a line. */
function findLockedVersion(lines: readonly string[], index: number): string | undefined {
  const line = lines[index] ?? '';
  const isKey = LOCKED_KEY.test(line);
  if (!isKey && !LOCKED_NAME.test(line)) return undefined;
  const onLine = LOCKED_ON_LINE.exec(line)?.[1];
  if (onLine !== undefined) return onLine;
  for (const next of lines.slice(index + 1, index + MAX_PACKAGE_LINES)) {
    // The next package, or the end of this one.
    if (/^\s*(?:\[\[|-\s)/.test(next) || (isKey && /^\s*\}/.test(next))) break;
    const version = LOCKED_VERSION.exec(next)?.[1];
    if (version !== undefined) return version;
  }
  return undefined;
}

/**
 * Finds the release in the image of a manifest or of a pipeline, for the scripts that it runs. The image of a manifest with
 * a command of its own says nothing about other files.
 */
export function findImagePin(manifest: string): Pin | undefined {
  if (!/swift/i.test(manifest) || /\bmegatron\s+(?:pt|sft|rlhf|export)\b/.test(manifest)) return undefined;
  const { fill } = createVariables('dockerfile');
  let pin: Pin | undefined;
  for (const [index, line] of manifest.split('\n').entries()) {
    const text = fill(stripComment(line));
    const version = /\bimage["']?\s*:/i.test(text) ? findReference(text) : undefined;
    if (version !== undefined) pin = { version, line: index + 1 };
  }
  return pin;
}

/** Finds the files that a requirements file includes: `-r base.txt`, `-c constraints.txt`. */
export const findIncludedFiles = (requirements: string): string[] =>
  [...requirements.matchAll(/^[ \t]*(?:-[rc]|--(?:requirement|constraint))[ \t=]*([^\s#]+)/gm)].map(
    ([, name = '']) => name,
  );
