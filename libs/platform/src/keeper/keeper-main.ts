/**
 * A keeper's process, to its end: it is told to stop by SIGTERM and SIGINT; its starter passes it the keeper's lock as
 * an open file, and standard error is its log.
 * @param keep runs until nobody uses what is kept or the signal says so
 */
export async function keeperMain(keep: (told: AbortSignal) => Promise<void>): Promise<never> {
  const told = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      told.abort();
    });
  }
  const say = (what: string): boolean =>
    process.stderr.write(`${new Date().toISOString()} keeper ${process.pid} ${what}\n`);
  try {
    say('begins');
    await keep(told.signal);
    say('ends');
    process.exit(0);
  } catch (fault) {
    say(`gives up: ${(fault as Error).message}`);
    process.exit(1);
  }
}
