import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Server } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Subscribed } from '@quench/historian-feature';
import { eventually, startPostgres, type TestPostgres } from '@quench/testing';
import { SMTPServer } from 'smtp-server';
import { TellingHistorian } from './telling-historian.fixture.js';

const ALICE = 'alice@b.example';
const BOB = 'bob@b.example';
let server: TestPostgres | undefined;
let historian: TellingHistorian;
let mailbox: SMTPServer;
/** By address, what the next tries are answered; then it is taken. */
const refusals = new Map<string, number[]>();
const mails: { readonly to: string; readonly id: string; readonly text: string }[] = [];

/** A subscription of these addresses. */
function mailing(addresses: readonly string[], digest: Subscribed['digest'] = 'none'): Subscribed {
  const listening: Server = mailbox.server;
  const address = listening.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    ...{ name: 'mail', events: ['distributor.ChannelMoved'], images: [], digest },
    receivers: addresses.map((to) => ({
      ...{ kind: 'smtp', host: '127.0.0.1', port, tls: 'none', login: undefined, from: 'quench@a.example', to },
    })),
  };
}

const readBy = (address: string) => mails.filter(({ to }) => to === address);

beforeAll(async () => {
  server = await startPostgres();
  mailbox = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS'] },
    onRcptTo({ address }, _session, done) {
      const responseCode = refusals.get(address)?.shift();
      done(responseCode === undefined ? undefined : Object.assign(new Error('no'), { responseCode }));
    },
    onData(stream, { envelope }, done) {
      void text(stream).then((said) => {
        const id = /^Message-ID: (.*)\r$/m.exec(said)?.[1] ?? '';
        mails.push(...envelope.rcptTo.map(({ address }) => ({ to: address, id, text: said })));
        done();
      });
    },
  });
  mailbox.on('error', () => undefined);
  await new Promise<void>((resolve) => mailbox.listen(0, '127.0.0.1', resolve));
}, 60_000);

beforeEach(async () => {
  if (server === undefined) throw new Error('PostgreSQL did not start');
  historian = await TellingHistorian.open(server, [mailing([ALICE, BOB])]);
  refusals.clear();
  mails.length = 0;
});

afterEach(() => historian.close());

afterAll(async () => {
  await new Promise<void>((resolve) => mailbox.close(resolve));
  await server?.stop();
});

/** Nothing is left to do. */
const isQuiet = () =>
  eventually('nothing waits', async () => {
    const open = await historian.queue.list({ states: ['queued', 'running'], limit: 1 });
    return open.length === 0;
  });

describe('a notice by mail', () => {
  it('reaches at last whom the server refused for now, and nobody twice', async () => {
    refusals.set(BOB, [450, 450]);
    await historian.moved('1');
    historian.run();
    await isQuiet();
    expect(readBy(BOB)).toHaveLength(1);
    expect(readBy(ALICE)).toHaveLength(1);
    expect(readBy(BOB)[0]?.id).toBe(readBy(ALICE)[0]?.id);
    expect(await historian.rows('dead')).toEqual([]);
  });

  it('that the server refuses for good is dead for that address, with why, and told the others', async () => {
    refusals.set(BOB, [550]);
    await historian.moved('1');
    historian.run();
    await isQuiet();
    expect(mails.map(({ to }) => to)).toEqual([ALICE]);
    const reason = 'notice-refused: 127.0.0.1: answered 550';
    expect(await historian.rows('dead')).toMatchObject([{ key: `mail/1/${BOB}`, reason }]);
    await historian.queue.retry('notice', `mail/1/${BOB}`);
    await isQuiet();
    expect(mails.map(({ to }) => to)).toEqual([ALICE, BOB]);
  });

  it('that was begun for all together reaches each of them', async () => {
    await historian.moved('1');
    await historian.queue.intend(await historian.claim('killed'), { events: ['1'] });
    await historian.queue.endLeases();
    historian.run();
    await isQuiet();
    expect(mails.map(({ to }) => to).toSorted()).toEqual([ALICE, BOB]);
  });

  it('that was sent to all together is sent to none of them again', async () => {
    await historian.moved('1');
    const killed = await historian.claim('killed');
    await historian.queue.intend(killed, { events: ['1'] });
    await historian.queue.settle(killed, 'confirmed', { untaken: '' });
    await historian.queue.endLeases();
    historian.run();
    await isQuiet();
    expect(mails).toEqual([]);
  });

  it('to an address that is taken out is sent to the others only, and says so', async () => {
    refusals.set(BOB, [450]);
    await historian.moved('1');
    const finish = await historian.work(await historian.claim('first'));
    await finish();
    await historian.restart([mailing([ALICE])]);
    historian.run();
    await isQuiet();
    expect(mails.map(({ to }) => to)).toEqual([ALICE]);
    const reason = `the subscription mail tells ${BOB} no more`;
    expect(await historian.rows('done')).toContainEqual(expect.objectContaining({ key: `mail/1/${BOB}`, reason }));
  });
});

it('a digest by mail has each event once for each address, also what comes while one is refused for now', async () => {
  await historian.restart([mailing([ALICE, BOB], 'daily')]);
  refusals.set(BOB, [450]);
  await historian.moved('1');
  await historian.moved('2');
  historian.run();
  await eventually('one has it', async () => readBy(ALICE).length > 0 && refusals.get(BOB)?.length === 0);
  await historian.moved('3');
  await isQuiet();
  const numbers = (address: string) => readBy(address).map(({ text: said }) => /mail: (\d+) event/.exec(said)?.[1]);
  expect(numbers(ALICE)).toEqual(['2', '1']);
  expect(numbers(BOB)).toEqual(['2', '1']);
});
