import type { Dispatcher, request } from 'undici';
import { QuenchError } from '@quench/kernel';
import { responseTooLarge, throttled, unreachable } from './fetch-faults.js';
import type { Origins } from './origins.js';
import { retryAfterMs } from './retry.js';
import { authorization } from './secrets.js';

/** Bounds of one request. */
export interface RequestLimits {
  /** Connecting, and each silence. */
  readonly idleMs: number;
  /** The whole request. */
  readonly timeoutMs: number;
}

const MAX_REDIRECTS = 5;
const CONNECTIONS = 8;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * GET over HTTP. The proxy variables of the environment count (`HTTPS_PROXY`, `NO_PROXY` …), and Node's CA store: a CA
 * list of our own would be parsed for each connection. The library is loaded with the first request: most processes that
 * have a host ask nothing of the world.
 */
export class HttpSource {
  private opening: Promise<Client> | undefined;

  constructor(
    private readonly origins: Origins,
    private readonly limits: RequestLimits,
  ) {}

  /**
   * The body, at most `maxBytes`; undefined for 404 and 410.
   * @throws TransientFault `registry-unreachable`, `registry-throttled`, `registry-secret-missing`; Rejection
   *   `origin-not-allowed`; IntegrityFault `response-too-large`, while reading
   */
  async open(
    url: URL,
    options: { readonly maxBytes: number; readonly accept?: string },
  ): Promise<AsyncIterable<Uint8Array> | undefined> {
    const signal = AbortSignal.timeout(this.limits.timeoutMs);
    let target = url;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const answer = await this.send(target, options.accept, signal);
      const next = REDIRECTS.has(answer.statusCode) ? header(answer, 'location') : undefined;
      if (next === undefined) return this.bodyOf(answer, target, options.maxBytes);
      await answer.body.dump();
      target = this.origins.allow(next, target);
    }
    throw unreachable(url, `more than ${MAX_REDIRECTS} redirects`);
  }

  async close(): Promise<void> {
    await (await this.opening)?.agent.close();
  }

  private client(): Promise<Client> {
    return (this.opening ??= openClient(this.origins, this.limits));
  }

  private async send(url: URL, accept: string | undefined, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    // Of this URL and not of the first one: a redirect may lead to another registry, or to none with a credential.
    const credential = this.origins.credentialOf(url);
    const shown = credential === undefined ? {} : { authorization: await authorization(credential) };
    const { agent, request } = await this.client();
    try {
      return await request(url, {
        dispatcher: agent,
        signal,
        headers: { 'user-agent': 'quench', 'accept-encoding': 'identity', accept: accept ?? '*/*', ...shown },
      });
    } catch (error) {
      throw faultOf(url, error);
    }
  }

  private async bodyOf(
    answer: Dispatcher.ResponseData,
    url: URL,
    maxBytes: number,
  ): Promise<AsyncIterable<Uint8Array> | undefined> {
    const { statusCode, body } = answer;
    const length = Number(header(answer, 'content-length') ?? 0);
    if (statusCode === 200 && length <= maxBytes) return bounded(body, url, maxBytes);
    await body.dump().catch(() => undefined);
    if (statusCode === 200) throw responseTooLarge(url, maxBytes);
    if (statusCode === 404 || statusCode === 410) return undefined;
    const waitMs = retryAfterMs(header(answer, 'retry-after'), Date.now());
    if (statusCode === 429 || (statusCode === 503 && waitMs !== undefined)) {
      throw throttled(url, statusCode, waitMs ?? 0);
    }
    throw unreachable(url, `the registry answered ${statusCode}`);
  }
}

interface Client {
  readonly agent: Dispatcher;
  readonly request: typeof request;
}

async function openClient({ lookup }: Origins, { idleMs }: RequestLimits): Promise<Client> {
  const { EnvHttpProxyAgent, request } = await import('undici');
  const agent = new EnvHttpProxyAgent({
    connections: CONNECTIONS,
    headersTimeout: idleMs,
    bodyTimeout: idleMs,
    connect: { timeout: idleMs, lookup },
  });
  return { agent, request };
}

async function* bounded(body: AsyncIterable<Uint8Array>, url: URL, maxBytes: number): AsyncIterable<Uint8Array> {
  let left = maxBytes;
  try {
    for await (const chunk of body) {
      left -= chunk.length;
      if (left < 0) throw responseTooLarge(url, maxBytes);
      yield chunk;
    }
  } catch (error) {
    throw faultOf(url, error);
  }
}

function header(answer: Dispatcher.ResponseData, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Our own errors come through; undici wraps those of the lookup. */
function faultOf(url: URL, error: unknown): Error {
  for (let at = error; typeof at === 'object' && at !== null; at = 'cause' in at ? at.cause : undefined) {
    if (at instanceof QuenchError) return at;
  }
  return unreachable(url, error instanceof Error ? error.message : String(error), error);
}
