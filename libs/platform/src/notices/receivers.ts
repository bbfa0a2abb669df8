import { Rejection } from '@quench/kernel';
import type { Receiver, SecretPlace, UrlPlace } from '@quench/ports';
import type { NotificationConfiguration, SmtpConfiguration } from '../configuration/index.js';
import { placeName, secretAt, urlAt } from './secret-at.js';
import { webhookKeys } from './webhook-signature.js';

interface Written {
  readonly url?: string | undefined;
  readonly urlFile?: string | undefined;
  readonly urlEnv?: string | undefined;
}

/** The receivers that a subscription names: one, but of mail one for each address. */
export function receiversOf({ to: { webhook, chat, smtp } }: NotificationConfiguration): readonly Receiver[] {
  if (webhook !== undefined) {
    const secret = place(webhook.secretFile, webhook.secretEnv);
    return [{ kind: 'webhook', url: urlOf(webhook), secret, mode: webhook.mode }];
  }
  if (chat !== undefined) return [{ kind: 'chat', url: urlOf(chat) }];
  if (smtp !== undefined) return [...new Set(smtp.to)].map((address) => mailOf(smtp, address));
  throw new RangeError('a subscription without a receiver');
}

const urlOf = ({ url, urlFile, urlEnv }: Written): UrlPlace =>
  url === undefined ? place(urlFile, urlEnv) : { kind: 'written', url };

const place = (path: string | undefined, variable = ''): SecretPlace =>
  path === undefined ? { kind: 'environment', variable } : { kind: 'file', path };

const mailOf = (
  { host, port, tls, user, passwordFile, passwordEnv, from }: SmtpConfiguration,
  to: string,
): Receiver => ({
  ...{ kind: 'smtp', host, port, tls, from, to },
  login: user === undefined ? undefined : { user, password: place(passwordFile, passwordEnv) },
});

/**
 * Whether all secrets that receivers need are where they are said to be. They are read again when they are needed.
 * @throws Rejection `configuration-invalid` with the name of the subscription and of the place
 */
export async function checkReceivers(
  subscriptions: readonly { readonly name: string; readonly receivers: readonly Receiver[] }[],
): Promise<void> {
  for (const { name, receivers } of subscriptions)
    for (const receiver of receivers)
      await check(receiver).catch((cause: unknown) => {
        const said = cause instanceof Error ? cause.message : String(cause);
        throw new Rejection('configuration-invalid', `notifications: "${name}": ${said}`, { cause });
      });
}

async function check(receiver: Receiver): Promise<void> {
  if (receiver.kind === 'smtp') {
    if (receiver.login !== undefined) await secretAt(receiver.login.password);
    return;
  }
  await urlAt(receiver.url);
  if (receiver.kind === 'webhook') webhookKeys(await secretAt(receiver.secret), placeName(receiver.secret));
}
