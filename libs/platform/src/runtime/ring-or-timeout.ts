import type { Bell } from '../event-store/bell.js';

/** Whether it rang before the time was over. */
export async function ringOrTimeout(bell: Bell, timeoutMs: number): Promise<boolean> {
  const from = performance.now();
  await bell.wait(timeoutMs);
  return performance.now() - from < timeoutMs - 1;
}
