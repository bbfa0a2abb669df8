/** What comes within the time, or `undefined` for what fails or takes longer, which then goes on unheard. */
export async function inShort<T>(asked: Promise<T>, withinMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, withinMs, undefined);
  });
  try {
    return await Promise.race([asked.catch(() => undefined), over]);
  } finally {
    clearTimeout(timer);
  }
}
