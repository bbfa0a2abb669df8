import type { Recorded } from '@quench/kernel';

/** Where a secret is found when it is needed; never the secret itself. */
export type SecretPlace =
  { readonly kind: 'file'; readonly path: string } | { readonly kind: 'environment'; readonly variable: string };

/** A URL as it is written, or where it is found, as for one that is a secret itself. */
export type UrlPlace = SecretPlace | { readonly kind: 'written'; readonly url: string };

/** Takes CloudEvents over HTTP. */
export interface WebhookReceiver {
  readonly kind: 'webhook';
  readonly url: UrlPlace;
  /** The keys that sign, one on each line: several while a key is changed. */
  readonly secret: SecretPlace;
  /** How a single event travels; a digest is always structured. */
  readonly mode: 'structured' | 'binary';
}

/** Takes `{"text": …}` over HTTP, as chats do. */
export interface ChatReceiver {
  readonly kind: 'chat';
  readonly url: UrlPlace;
}

/** Takes mail at one address: servers take or refuse each by itself, for now or for good. */
export interface MailReceiver {
  readonly kind: 'smtp';
  readonly host: string;
  readonly port: number;
  /** From the first byte, after STARTTLS, which is insisted on, or not at all. */
  readonly tls: 'implicit' | 'starttls' | 'none';
  readonly login: { readonly user: string; readonly password: SecretPlace } | undefined;
  readonly from: string;
  readonly to: string;
}

export type Receiver = WebhookReceiver | ChatReceiver | MailReceiver;

/** What a receiver is told at once: one event, or those of a time together. */
export interface Notice {
  /** The same however often it is tried, so that a receiver can drop what it has. */
  readonly id: string;
  /** When it is sent, RFC 3339. */
  readonly at: string;
  readonly form: 'event' | 'digest';
  /** In one line. */
  readonly title: string;
  /** For people, a line for each event; of very many the first, and how many more. */
  readonly lines: readonly string[];
  /** Oldest first; one, unless it is a digest. */
  readonly events: readonly Recorded[];
}

/** Port. Tells receivers outside, who may get a notice twice and never lose one that was sent without an error. */
export abstract class Notices {
  /**
   * The receiver has it when this ends.
   * @throws TransientFault `notice-not-delivered`, with `retryAfterMs` where the receiver asked to wait; `secret-missing`
   * @throws Rejection `notice-refused` when the receiver will never take it
   */
  abstract send(receiver: Receiver, notice: Notice, signal: AbortSignal): Promise<void>;
}
