/** A process that hangs in a statement or in an open transaction is thrown out: others wait for its locks. */
export const BOUNDS = {
  keepAlive: true,
  connectionTimeoutMillis: 10_000,
  statement_timeout: 60_000,
  idle_in_transaction_session_timeout: 30_000,
};

/** Longer than a statement or an open transaction may take: a server that can be reached has answered by then. */
export const SILENT_MS = 75_000;
