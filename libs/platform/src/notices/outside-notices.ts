import { Notices, type Notice, type Receiver } from '@quench/ports';
import type { Dispatcher } from 'undici';
import { chatOf } from './chat.js';
import { sendMail } from './mail.js';
import { post } from './post.js';
import { urlAt } from './secret-at.js';
import { webhookOf } from './webhook.js';

const CONNECTIONS = 4;
const CONNECT_MS = 5_000;
const IDLE_MS = 4_000;

/** Tells receivers over HTTP and SMTP. Secrets are read, and libraries loaded, when they are needed. */
export class OutsideNotices extends Notices {
  private opening: Promise<Dispatcher> | undefined;

  /** @param timeoutMs for one notice; by default 10 s over HTTP, 20 s by mail */
  constructor(private readonly timeoutMs?: number) {
    super();
  }

  override async send(receiver: Receiver, notice: Notice, signal: AbortSignal): Promise<void> {
    if (receiver.kind === 'smtp') return sendMail(receiver, notice, signal, this.timeoutMs);
    const posted = receiver.kind === 'webhook' ? await webhookOf(receiver, notice) : chatOf(notice);
    const dispatcher = await (this.opening ??= openDispatcher());
    await post(await urlAt(receiver.url), posted, signal, { dispatcher, timeoutMs: this.timeoutMs });
  }

  async close(): Promise<void> {
    await (await this.opening)?.destroy();
  }
}

async function openDispatcher(): Promise<Dispatcher> {
  const { Agent } = await import('undici');
  return new Agent({ connections: CONNECTIONS, connect: { timeout: CONNECT_MS }, keepAliveTimeout: IDLE_MS });
}
