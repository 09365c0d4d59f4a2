/**
 * The candidate most like a word, for "did you mean". Case and separators do not count. A word that needs more than a
 * third of its letters changed (at least one, at most three) is like none.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = squeeze(word);
  let best: string | undefined;
  let bestDistance = Math.min(3, Math.max(1, Math.floor(wanted.length / 3))) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, squeeze(candidate), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** A key without case and separators: `SSL_Mode`, `ssl-mode` and `sslMode` are one. */
export function squeeze(key: string): string {
  return key.toLowerCase().replace(/[\s_-]/g, "");
}

/** Insertions, deletions, changes and swaps of neighbours that turn one word into the other; `limit` ends it early. */
function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? limit;
}
