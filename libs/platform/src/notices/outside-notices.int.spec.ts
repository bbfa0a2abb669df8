import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HTTP, type CloudEvent } from 'cloudevents';
import type { Recorded } from '@quench/kernel';
import type { Notice, SecretPlace, WebhookReceiver } from '@quench/ports';
import { freePort } from '@quench/testing';
import { Webhook } from 'standardwebhooks';
import { OutsideNotices } from './index.js';
import { HttpReceiver } from './receiver.fixture.js';

const at = new Date().toISOString();
const event = (id: string): Recorded => ({
  ...{ id, type: 'distributor.ChannelMoved.v1', stream: 'distributor.channel/web:latest', version: 3, occurredAt: at },
  ...{ commandId: 'c', causes: ['a', 'b'], correlationId: 'r', producer: 'distributor/0.1.0', epoch: 1, globalSeq: 7 },
  ...{ sequencedAt: at, actor: { kind: 'person', id: 'uid:0 "é"', authenticatedBy: 'local-user' } },
  data: { repository: 'web', tag: 'latest', revision: 2 },
});
const notice = (also: Partial<Notice> = {}): Notice => ({
  ...{ id: 'msg_1', at, form: 'event', title: 'web:latest moved', lines: ['web:latest moved'], events: [event('1')] },
  ...also,
});
const digest = notice({ form: 'digest', title: '2 events', lines: ['one', 'two'], events: [event('1'), event('2')] });
const never = new AbortController().signal;

let folder: string;
let secret: SecretPlace;
let receiver: HttpReceiver | undefined;
let notices: OutsideNotices;
const key = `whsec_${randomBytes(32).toString('base64')}`;

const open = async (answer: (response: ServerResponse, count: number) => void): Promise<HttpReceiver> => {
  receiver = await HttpReceiver.open(answer);
  return receiver;
};
const answering = (status: number, headers: Readonly<Record<string, string>> = {}) =>
  open((response) => response.writeHead(status, headers).end('thanks'));
const webhook = (url: string, mode: WebhookReceiver['mode'] = 'structured'): WebhookReceiver => ({
  ...{ kind: 'webhook', mode, secret, url: { kind: 'written', url } },
});
const send = (url: string, what = notice()) => notices.send(webhook(url), what, never);
const last = () => {
  const found = receiver?.received.at(-1);
  if (found === undefined) throw new RangeError('nothing was received');
  return found;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench-test-notices-'));
  await writeFile(join(folder, 'key'), `${key}\n`);
  secret = { kind: 'file', path: join(folder, 'key') };
  notices = new OutsideNotices(2_000);
});
afterEach(async () => {
  await notices.close();
  await receiver?.close();
  receiver = undefined;
  await rm(folder, { recursive: true });
});

describe('a webhook', () => {
  it.each(['structured', 'binary'] as const)(
    'is a CloudEvent that others read, signed as others check: %s',
    async (mode) => {
      const { url } = await answering(204);
      await notices.send(webhook(url, mode), notice(), never);
      const { headers, body } = last();
      expect(() => new Webhook(key).verify(body, { ...headers })).not.toThrow();
      expect(() => new Webhook(key).verify(`${body} `, { ...headers })).toThrow('signature');
      const read = HTTP.toEvent({ headers: { ...headers }, body }) as CloudEvent;
      expect(read).toMatchObject({ id: '1', type: 'distributor.ChannelMoved.v1', source: '/quench/distributor' });
      expect(read).toMatchObject({ subject: 'distributor.channel/web:latest', data: { revision: 2 } });
      // The SDK leaves headers as they come, which the binding percent-encodes.
      expect(decodeURIComponent(String(read['actorid']))).toBe('uid:0 "é"');
      expect(decodeURIComponent(String(read['causes']))).toBe('a b');
      expect(headers['webhook-id']).toBe('msg_1');
    },
  );

  it('of a digest is a batch', async () => {
    const { url } = await answering(200);
    await notices.send(webhook(url, 'binary'), digest, never);
    const { headers, body } = last();
    expect(() => new Webhook(key).verify(body, { ...headers })).not.toThrow();
    const read = HTTP.toEvent({ headers: { ...headers }, body }) as CloudEvent[];
    expect(read.map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('is signed by each key while keys are changed, and the file is read anew', async () => {
    const { url } = await answering(200);
    const newer = `whsec_${randomBytes(24).toString('base64')}`;
    await writeFile(join(folder, 'key'), `${newer}\n${key}\n`);
    await send(url);
    const { headers, body } = last();
    for (const one of [newer, key]) expect(() => new Webhook(one).verify(body, { ...headers })).not.toThrow();
  });

  it.each([
    ['short', 'whsec_c2hvcnQ='],
    ['not base64', 'my secret is this one and no other'],
    ['empty', ' \n'],
  ])('is not sent with a key that is %s, which no error repeats', async (_, text) => {
    const { url } = await answering(200);
    await writeFile(join(folder, 'key'), text);
    const fault = await send(url).catch((error: unknown) => error);
    expect(fault).toMatchObject({ name: 'TransientFault', code: 'secret-missing' });
    expect(String(fault)).toContain(join(folder, 'key'));
    expect(String(fault)).not.toContain(text.trim() === '' ? 'whsec_c' : text);
    expect(receiver?.received).toEqual([]);
  });
});

it('a chat is told in words, and what is in them is not obeyed', async () => {
  const { url } = await answering(200);
  const chat = { kind: 'chat', url: { kind: 'environment', variable: 'QUENCH_TEST_CHAT' } } as const;
  process.env['QUENCH_TEST_CHAT'] = url;
  await notices.send(chat, notice({ lines: ['<!channel> & co'] }), never);
  expect(JSON.parse(last().body)).toEqual({ text: '&lt;!channel&gt; &amp; co' });
  await notices.send(chat, digest, never);
  expect(JSON.parse(last().body)).toEqual({ text: '2 events\n• one\n• two' });
  delete process.env['QUENCH_TEST_CHAT'];
  await expect(notices.send(chat, digest, never)).rejects.toMatchObject({ code: 'secret-missing' });
});

describe('a receiver that', () => {
  const transient = (said: unknown) => ({ name: 'TransientFault', code: 'notice-not-delivered', message: said });

  it('refuses connections is tried again', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${String(port)}/hidden-path`;
    await expect(send(url)).rejects.toMatchObject(transient(`127.0.0.1:${String(port)}: ECONNREFUSED`));
  });

  it('never answers is left after its time, and tried again', async () => {
    const { url } = await open(() => undefined);
    await expect(send(url)).rejects.toMatchObject({
      ...transient(expect.stringContaining('no answer within 2000 ms')),
    });
  });

  it('never ends its answer has taken the notice, and one without end is cut off', async () => {
    const { url } = await open((response, count) => {
      response.writeHead(200);
      if (count === 1) response.write('and');
      else {
        const more = (): void => {
          while (response.write('x'.repeat(100_000)));
          response.once('drain', more);
        };
        more();
      }
    });
    await expect(send(url)).resolves.toBeUndefined();
    await expect(send(url)).resolves.toBeUndefined();
  });

  it('redirects is not followed, and only the host of where it points is told', async () => {
    const other = await HttpReceiver.open((response) => response.end());
    const { url } = await answering(307, { location: `${other.url}?token=hidden` });
    const fault = await send(url).catch((error: unknown) => error);
    expect(fault).toMatchObject({ name: 'Rejection', code: 'notice-refused' });
    expect(String(fault)).toContain(`a redirect to 127.0.0.1:${String(other.port)}, which is not followed`);
    expect(String(fault)).not.toContain('hidden');
    expect(other.received).toEqual([]);
    await other.close();
  });

  it.each([400, 401, 404, 410])('answers %i will never take it', async (status) => {
    const { url } = await answering(status);
    await expect(send(url)).rejects.toMatchObject({ name: 'Rejection', code: 'notice-refused' });
  });

  it.each([
    [500, {}, 0],
    [503, { 'retry-after': '7' }, 7_000],
    [429, { 'retry-after': '999999' }, 3_600_000],
    [408, {}, 0],
  ])('answers %i is tried again, when it asks for that', async (status, headers, retryAfterMs) => {
    const { url } = await answering(status, headers);
    await expect(send(url)).rejects.toMatchObject({ code: 'notice-not-delivered', retryAfterMs });
  });

  it('speaks no HTTP is tried again', async () => {
    const server = createServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end('220 hello\r\n'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(send(`http://127.0.0.1:${String(port)}/`)).rejects.toMatchObject({ code: 'notice-not-delivered' });
    await new Promise((resolve) => server.close(resolve));
  });

  it('is slow is given up when the process stops, for the reason of that', async () => {
    const { url } = await open(() => undefined);
    const stop = new AbortController();
    const sending = notices.send(webhook(url), notice(), stop.signal);
    stop.abort(new Error('stops'));
    await expect(sending).rejects.toThrow('stops');
  });
});
