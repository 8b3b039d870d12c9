import { type CheckedScript, checkScripts, type UncheckedScript } from './checkScripts';

/**
 * Separators of the parts that can be removed, from coarse to fine. A path is one part: cut in two, a redirection to it
 * would write to another file.
 */
const CUTS: readonly RegExp[] = [/(?<=\n)/, /(?<=;)|(?=\s)(?<=\S)/, /(?<=[\w./-])(?![\w./-])|(?<![\w./-])/];

/** Time limit in seconds for a batch of candidates, many of which are endless loops. */
const BATCH_SECONDS = 3;

/**
 * Makes a failing script smaller as long as it fails in the same way and stays valid. All candidates of a round run
 * together, since one bash process is hardly slower with forty scripts than with one.
 */
export async function reduceScript(failing: CheckedScript, seconds = 30): Promise<CheckedScript> {
  const end = performance.now() + seconds * 1000;
  // `set -u` makes a script invalid that reads a variable whose assignment was removed, if the original allows it.
  const strict = 'set -u\n';
  const [original] = await checkScripts([failing], strict);
  const prelude = original && original.errors === '' && original.mismatches.length > 0 ? strict : '';
  let best = failing;
  for (const cut of [...CUTS, ...CUTS]) {
    for (let size = Math.ceil(best.text.split(cut).length / 2); size >= 1 && performance.now() < end; ) {
      const next = await findSmaller(best, cut, size, prelude);
      if (next) best = next;
      else if (size === 1) break;
      else size = Math.floor(size / 2);
    }
  }
  return best;
}

/** Returns the script without as many runs of `size` parts as possible; undefined if none can be removed. */
async function findSmaller(
  best: CheckedScript,
  cut: RegExp,
  size: number,
  prelude: string,
): Promise<CheckedScript | undefined> {
  const parts = best.text.split(cut);
  const starts = Array.from({ length: Math.ceil(parts.length / size) }, (_, index) => index * size);
  const removeParts = (removed: ReadonlySet<number>): UncheckedScript => ({
    text: parts.filter((_, index) => !removed.has(Math.floor(index / size) * size)).join(''),
    hidden: best.hidden,
  });
  const check = (candidates: readonly UncheckedScript[]) => checkScripts(candidates, prelude, BATCH_SECONDS);
  const singles = await check(starts.map((start) => removeParts(new Set([start]))));
  const removable = starts.filter((_, index) => singles[index] && failsAlike(singles[index], best));
  if (removable.length === 0) return undefined;
  // Parts that can be removed alone can often be removed together, which saves rounds.
  const { length } = removable;
  const groups = [removable, removable.slice(0, length / 2), removable.slice(length / 2)];
  const combined = await check(groups.map((group) => removeParts(new Set(group))));
  const failing = [...combined, ...singles].filter((candidate) => failsAlike(candidate, best));
  return failing.reduce(
    (smallest, candidate) => (candidate.text.length < smallest.text.length ? candidate : smallest),
    failing[0] as CheckedScript,
  );
}

const failsAlike = (candidate: CheckedScript, original: CheckedScript): boolean =>
  candidate.errors === '' &&
  candidate.text.length < original.text.length &&
  candidate.mismatches[0]?.kind === original.mismatches[0]?.kind;
