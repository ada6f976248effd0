import { setTimeout as pause } from 'node:timers/promises';

/** Asks until there is an answer, or gives null after `ms`. The first question is asked at once. */
export async function answerOf<T>(ms: number, everyMs: number, ask: () => Promise<T | null>): Promise<T | null> {
  for (const until = performance.now() + ms; performance.now() < until; await pause(everyMs)) {
    const answer = await ask();
    if (answer !== null) return answer;
  }
  return null;
}
