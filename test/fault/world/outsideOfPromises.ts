import { assertDrains } from './drainMicrotasks.ts';

/** Calls `work` from the event loop, where schedules may run; the way to them from an async test. */
export function outsideOfPromises<T>(work: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        assertDrains();
        resolve(work());
      } catch (error) {
        reject(error);
      }
    });
  });
}
