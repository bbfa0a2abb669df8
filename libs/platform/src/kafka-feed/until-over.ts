/**
 * What was asked, or the signal's reason once that is aborted: the answer is then nobody's. Leaves nothing at the signal,
 * which may outlive any number of askings.
 */
export async function untilOver<T>(asked: Promise<T>, over: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => {
    reject(over.reason);
  };
  over.addEventListener('abort', giveUp);
  if (over.aborted) giveUp();
  try {
    return await Promise.race([asked, promise]);
  } finally {
    over.removeEventListener('abort', giveUp);
  }
}
