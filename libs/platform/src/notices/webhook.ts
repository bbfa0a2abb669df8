import type { Notice, WebhookReceiver } from '@quench/ports';
import type { Recorded } from '@quench/kernel';
import { attributesOf } from '../pull-feed/cloud-event.js';
import type { Posted } from './post.js';
import { placeName, secretAt } from './secret-at.js';
import { webhookHeaders, webhookKeys } from './webhook-signature.js';

const serviceOf = ({ producer }: Recorded): string => producer.split('/')[0] ?? producer;
const attributes = (event: Recorded): Readonly<Record<string, string>> => attributesOf(serviceOf(event), event);

/**
 * CloudEvents 1.0 over HTTP: an event structured or binary, a digest as a batch; signed as Standard Webhooks are.
 * @throws TransientFault `secret-missing`
 */
export async function webhookOf({ secret, mode }: WebhookReceiver, notice: Notice): Promise<Posted> {
  const { headers, body } = unsigned(notice, mode);
  const keys = webhookKeys(await secretAt(secret), placeName(secret));
  const timestamp = Math.floor(Date.parse(notice.at) / 1000);
  return { headers: { ...headers, ...webhookHeaders(keys, { id: notice.id, timestamp, body }) }, body };
}

function unsigned({ form, events }: Notice, mode: WebhookReceiver['mode']): Posted {
  const [first] = events;
  if (form === 'digest' || first === undefined)
    return json('application/cloudevents-batch+json', events.map(structured));
  if (mode === 'structured') return json('application/cloudevents+json', structured(first));
  const { datacontenttype = 'application/json', ...rest } = attributes(first);
  const headers = Object.entries(rest).map(([name, value]) => [`ce-${name}`, percentEncoded(value)]);
  return {
    ...json(datacontenttype, first.data),
    headers: { 'content-type': datacontenttype, ...Object.fromEntries(headers) },
  };
}

const structured = (event: Recorded): object => ({ ...attributes(event), data: event.data });

const json = (type: string, value: unknown): Posted => ({
  headers: { 'content-type': `${type}; charset=utf-8` },
  body: JSON.stringify(value),
});

/** HTTP protocol binding, 3.1.3.2: what is no printable ASCII, quotes and per cent signs. */
const percentEncoded = (value: string): string =>
  value.replace(/[^!#$&-~]/gu, encodeURIComponent).replaceAll('"', '%22');
