/**
 * Returns the candidates closest to a misspelled name, nearest first; none when the distance exceeds a quarter of it.
 */
export function findNearestNames(name: string, candidates: Iterable<string>, maxResults = 3): string[] {
  const normalized = name.toLowerCase().replaceAll('-', '_');
  const maxDistance = Math.max(1, Math.floor(normalized.length / 4));
  const matches: { candidate: string; distance: number }[] = [];
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - normalized.length) > maxDistance) continue;
    const distance = computeEditDistance(normalized, candidate.toLowerCase(), maxDistance);
    if (distance <= maxDistance) matches.push({ candidate, distance });
  }
  matches.sort((a, b) => a.distance - b.distance);
  return matches.slice(0, maxResults).map(({ candidate }) => candidate);
}

/** Damerau-Levenshtein distance (optimal string alignment), abandoned once it must exceed `maxDistance`. */
function computeEditDistance(a: string, b: string, maxDistance: number): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    let rowMinimum = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (beforePrevious[j - 2] ?? 0) + 1);
      current.push(cost);
      rowMinimum = Math.min(rowMinimum, cost);
    }
    if (rowMinimum > maxDistance) return rowMinimum;
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
