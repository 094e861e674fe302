const waiting: (() => void)[] = [];

function next(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(next);
}

/**
 * Resolves in a turn of the event loop of its own, in the order asked. Thirty batches that arrive together would
 * else be parsed in one turn of 60 ms, in which the insert in flight is neither sent on nor heard to be done.
 */
export function ownTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(next);
  });
}
