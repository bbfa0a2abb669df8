import { Rejection, TransientFault } from '@quench/kernel';
import type { Dispatcher } from 'undici';
import { errorCode } from '../node-errors/index.js';
import { retryAfterMs } from '../plugin-host/retry.js';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 65_536;
/** Whoever asks for more is asked again all the same. */
const MAX_WAIT_MS = 3_600_000;

/** What is posted. */
export interface Posted {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How requests are made. */
export interface PostOptions {
  readonly dispatcher: Dispatcher;
  /** From the first byte to the last; 10 s by default. */
  readonly timeoutMs?: number | undefined;
}

/** The receiver was in the way, perhaps with the time that it asks to wait. */
class NotDelivered extends TransientFault {
  constructor(
    message: string,
    readonly retryAfterMs: number,
    options?: ErrorOptions,
  ) {
    super('notice-not-delivered', message, options);
  }
}

/**
 * Posts to a receiver. Errors name its host only: a path may be a secret. Redirects are not followed.
 * @throws TransientFault `notice-not-delivered`: no answer in time, 408, 425, 429, 5xx
 * @throws Rejection `notice-refused`: any other answer but 2xx
 * @throws the reason of the signal
 */
export async function post(url: URL, posted: Posted, signal: AbortSignal, options: PostOptions): Promise<void> {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const { status, header } = await answered(url, posted, bounded, options.dispatcher).catch((cause: unknown) => {
    signal.throwIfAborted();
    const why = bounded.aborted ? `no answer within ${String(timeoutMs)} ms` : reasonOf(cause);
    // Without the cause: undici's errors may hold the request.
    throw new NotDelivered(`${url.host}: ${why}`, 0);
  });
  if (status >= 200 && status < 300) return;
  const said = `${url.host} answered ${String(status)}`;
  if (status >= 300 && status < 400)
    throw new Rejection(
      'notice-refused',
      `${said}, a redirect${targetOf(header('location'), url)}, which is not followed`,
    );
  if (status < 500 && ![408, 425, 429].includes(status)) throw new Rejection('notice-refused', said);
  throw new NotDelivered(said, Math.min(MAX_WAIT_MS, retryAfterMs(header('retry-after'), Date.now()) ?? 0));
}

interface Answer {
  readonly status: number;
  header(name: string): string | undefined;
}

async function answered(
  url: URL,
  { headers, body }: Posted,
  signal: AbortSignal,
  dispatcher: Dispatcher,
): Promise<Answer> {
  const { request } = await import('undici');
  const answer = await request(url, { method: 'POST', headers: { ...headers }, body, signal, dispatcher });
  // What it says is of no interest, and may have no end; its status counts.
  await answer.body.dump({ limit: MAX_ANSWER_BYTES, signal }).catch(() => undefined);
  const header = (name: string): string | undefined => {
    const value = answer.headers[name];
    return typeof value === 'string' ? value : value?.[0];
  };
  return { status: answer.statusCode, header };
}

/** The host only. */
function targetOf(location: string | undefined, base: URL): string {
  return location !== undefined && URL.canParse(location, base.href) ? ` to ${new URL(location, base.href).host}` : '';
}

const reasonOf = (cause: unknown): string => errorCode(cause) ?? (cause instanceof Error ? cause.name : 'no answer');
