const HANG_MS = 30_000;

/**
 * Waits until something holds. The bound is for hangs only.
 * @param what said when it never came to hold
 */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  hangMs = HANG_MS,
): Promise<void> {
  for (const from = performance.now(); !(await holds());) {
    if (performance.now() - from > hangMs) throw new Error(`Waited ${String(hangMs)} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
