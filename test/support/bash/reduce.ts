import { type CheckedScript, checkScripts, type UncheckedScript } from './checkScripts';

/**
 * The parts that can be left out, from coarse to fine. A path is one part: cut in two, a redirection to it would
 * write to another place.
 */
const CUTS: readonly RegExp[] = [/(?<=\n)/, /(?<=;)|(?=\s)(?<=\S)/, /(?<=[\w./-])(?![\w./-])|(?<![\w./-])/];

/** How many seconds a batch of candidates may take, since many of them are loops that lost their end. */
const BATCH_SECONDS = 3;

/**
 * Makes a failing script smaller as long as it fails in the same way and stays a valid script. All candidates of a
 * round are run together, since one bash process is hardly slower with forty scripts than with one.
 */
export async function reduceScript(failing: CheckedScript, seconds = 30): Promise<CheckedScript> {
  const end = performance.now() + seconds * 1000;
  // A variable whose assignment was left out fails in a way of its own, where the script itself allows to forbid it.
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

/** The script without as many stretches of `size` parts as can go, undefined where none can. */
async function findSmaller(
  best: CheckedScript,
  cut: RegExp,
  size: number,
  prelude: string,
): Promise<CheckedScript | undefined> {
  const parts = best.text.split(cut);
  const starts = Array.from({ length: Math.ceil(parts.length / size) }, (_, index) => index * size);
  const without = (left: ReadonlySet<number>): UncheckedScript => ({
    text: parts.filter((_, index) => !left.has(Math.floor(index / size) * size)).join(''),
    hidden: best.hidden,
  });
  const judge = (candidates: readonly UncheckedScript[]) => checkScripts(candidates, prelude, BATCH_SECONDS);
  const judged = await judge(starts.map((start) => without(new Set([start]))));
  const good = starts.filter((_, index) => judged[index] && failsAlike(judged[index], best));
  if (good.length === 0) return undefined;
  // What can go alone can often go together, which saves a round for each.
  const halves = [good, good.slice(0, good.length / 2), good.slice(good.length / 2)];
  const together = await judge(halves.map((half) => without(new Set(half))));
  const all = [...together, ...judged].filter((each) => failsAlike(each, best));
  return all.reduce((least, each) => (each.text.length < least.text.length ? each : least), all[0] as CheckedScript);
}

const failsAlike = (candidate: CheckedScript, original: CheckedScript): boolean =>
  candidate.errors === '' &&
  candidate.text.length < original.text.length &&
  candidate.mismatches[0]?.kind === original.mismatches[0]?.kind;
