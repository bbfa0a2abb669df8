import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import type { MailReceiver, Notice } from '@quench/ports';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { sendMail } from './mail.js';

const notice: Notice = {
  ...{ id: 'msg_1', at: '2026-11-26T10:00:00.000Z', form: 'digest', events: [] },
  ...{ title: '2 events\r\nBcc: other@a.example', lines: ['nginx moved', '.é'] },
};
const never = new AbortController().signal;
const mails: { readonly to: readonly string[]; readonly text: string }[] = [];
let close: (() => Promise<void>) | undefined;

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

async function open(options: SMTPServerOptions = {}): Promise<MailReceiver> {
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS'] },
    onData(stream, { envelope }, done) {
      void text(stream).then((said) => {
        mails.push({ to: envelope.rcptTo.map(({ address }) => address), text: said });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => new Promise((resolve) => server.close(resolve));
  return to(portOf(server.server));
}

const to = (port: number): MailReceiver => ({
  ...{ kind: 'smtp', host: '127.0.0.1', port, tls: 'none', login: undefined },
  ...{ from: 'quench@a.example', to: 'team@b.example' },
});

afterEach(async () => {
  mails.length = 0;
  await close?.();
  close = undefined;
});

describe('mail', () => {
  it('says what happened, with the same Message-ID at each try', async () => {
    const receiver = await open();
    await sendMail(receiver, notice, never);
    await sendMail(receiver, notice, never);
    const [first, second] = mails;
    expect(first?.to).toEqual(['team@b.example']);
    expect(first?.text).toMatch(/^Subject: \[quench\] 2 events Bcc: other@a\.example\r$/m);
    expect(first?.text.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/m);
    const messageId = (said = '') => /^Message-ID: (.*)\r$/m.exec(said)?.[1];
    expect(messageId(first?.text)).toBe('<msg_1@quench.invalid>');
    expect(messageId(second?.text)).toBe(messageId(first?.text));
  });

  it('logs in with what a place holds, and is refused with another one, which no error repeats', async () => {
    const receiver = await open({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ password }, _session, done) =>
        password === 'right one' ? done(undefined, { user: 'x' }) : done(new Error(`no: ${String(password)}`)),
    });
    const login = { user: 'quench', password: { kind: 'environment', variable: 'QUENCH_TEST_MAIL' } } as const;
    process.env['QUENCH_TEST_MAIL'] = 'right one';
    await sendMail({ ...receiver, login }, notice, never);
    expect(mails).toHaveLength(1);
    process.env['QUENCH_TEST_MAIL'] = 'wrong one';
    const fault = await sendMail({ ...receiver, login }, notice, never).catch((error: unknown) => error);
    delete process.env['QUENCH_TEST_MAIL'];
    expect(fault).toMatchObject({ name: 'Rejection', code: 'notice-refused', message: '127.0.0.1: answered 535' });
  });

  it('is not sent in the clear where TLS is asked for', async () => {
    const receiver = await open();
    await expect(sendMail({ ...receiver, tls: 'starttls' }, notice, never)).rejects.toMatchObject({
      name: /Fault|Rejection/,
    });
    expect(mails).toEqual([]);
  });

  it.each([
    [450, 'TransientFault'],
    [550, 'Rejection'],
  ])('that is answered by %i is a %s', async (responseCode, name) => {
    const receiver = await open({
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no'), { responseCode })),
    });
    await expect(sendMail(receiver, notice, never)).rejects.toMatchObject({
      name,
      message: `127.0.0.1: answered ${String(responseCode)}`,
    });
  });

  it.each([
    ['never greets', () => undefined],
    ['says a letter at a time', (write: (text: string) => void) => void setInterval(() => write('2'), 50).unref()],
  ])('to a server that %s is given up after its time, and tried again', async (_, speak) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      speak((said) => socket.writable && socket.write(said));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    close = () => new Promise((resolve) => server.close(() => resolve()));
    const message = '127.0.0.1: no end within 500 ms';
    await expect(sendMail(to(portOf(server)), notice, never, 500)).rejects.toMatchObject({
      code: 'notice-not-delivered',
      message,
    });
  });
});
