import { clip, Rejection, TransientFault } from '@quench/kernel';
import type { MailReceiver, Notice } from '@quench/ports';

import { secretAt } from './secret-at.js';

const TIMEOUT_MS = 20_000;
const SUBJECT_CHARACTERS = 150;

/**
 * Sends a notice as mail, of the same Message-ID at each try and to each address.
 * @param timeoutMs from the connection to the server's last word
 * @throws TransientFault `notice-not-delivered`: no answer in time, 4xx
 * @throws Rejection `notice-refused`: 5xx, or a login that is refused
 * @throws the reason of the signal
 */
export async function sendMail(
  receiver: MailReceiver,
  notice: Notice,
  signal: AbortSignal,
  timeoutMs = TIMEOUT_MS,
): Promise<void> {
  const { host, port, tls, login } = receiver;
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  // Most factories send no mail: it is loaded by those that do.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    ...{ host, port, secure: tls === 'implicit', requireTLS: tls === 'starttls', ignoreTLS: tls === 'none' },
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs },
    ...(login !== undefined && { auth: { user: login.user, pass: await secretAt(login.password) } }),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({ ...messageOf(receiver, notice), signal: bounded });
  } catch (cause) {
    signal.throwIfAborted();
    throw faultOf(cause, host, bounded.aborted ? `no end within ${String(timeoutMs)} ms` : undefined);
  } finally {
    transport.close();
  }
}

const messageOf = ({ from, to }: MailReceiver, { id, at, form, title, lines }: Notice) => ({
  from,
  to,
  date: at,
  messageId: `<${id}@quench.invalid>`,
  subject: `[quench] ${clip(title, SUBJECT_CHARACTERS)}`,
  text: `${form === 'event' ? lines.join('\n') : [title, '', ...lines].join('\n')}\n`,
});

/** The server's words are not kept: they may repeat addresses and logins. */
function faultOf(cause: unknown, host: string, late: string | undefined): Error {
  const fields: Partial<Record<'responseCode' | 'code', unknown>> =
    typeof cause === 'object' && cause !== null ? cause : {};
  const { responseCode: answer, code } = fields;
  const said = typeof answer === 'number' ? `answered ${String(answer)}` : undefined;
  const message = `${host}: ${late ?? said ?? (typeof code === 'string' ? code : 'no answer')}`;
  const isFinal = late === undefined && typeof answer === 'number' && answer >= 500;
  return isFinal ? new Rejection('notice-refused', message) : new TransientFault('notice-not-delivered', message);
}
