import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Type } from 'class-transformer';
import { ArrayUnique, IsArray, ValidateNested } from '@quench/contracts/rules';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkReceivers, receiversOf } from '../notices/index.js';
import { NotificationConfiguration, readConfiguration } from './index.js';

class Options {
  @IsArray()
  @ArrayUnique((one: NotificationConfiguration) => one.name, { message: 'subscriptions whose names differ' })
  @ValidateNested({ each: true })
  @Type(() => NotificationConfiguration)
  readonly notifications: readonly NotificationConfiguration[] = [];
}

const TO = 'to: { chat: { urlEnv: QUENCH_TEST_HOOK } }';
let folder: string;

async function read(...entries: readonly string[]): Promise<readonly NotificationConfiguration[]> {
  const file = join(folder, 'quench.yaml');
  await writeFile(
    file,
    ['notifications:', ...entries.map((one) => `  - ${one.replaceAll('\n', '\n    ')}`)].join('\n'),
  );
  return (await readConfiguration(Options, file)).notifications;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quench-test-notifications-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('a subscription has defaults, and names where secrets are', async () => {
  const [one, mail] = await read(
    "name: team\nevents: ['distributor.*']\nto: { webhook: { url: 'https://a.example/x', secretFile: /key } }",
    "name: mail\nevents: ['*']\nto: { smtp: { host: a.example, port: 25, tls: none, from: a@b.example, to: [c@d.example, e@d.example, c@d.example] } }",
  );
  expect(one).toMatchObject({ images: [], digest: 'none' });
  expect(one && receiversOf(one)).toEqual([
    {
      ...{ kind: 'webhook', mode: 'structured', url: { kind: 'written', url: 'https://a.example/x' } },
      secret: { kind: 'file', path: '/key' },
    },
  ]);
  expect(mail && receiversOf(mail)).toMatchObject([
    { kind: 'smtp', login: undefined, to: 'c@d.example' },
    { kind: 'smtp', login: undefined, to: 'e@d.example' },
  ]);
});

describe('a file that is refused', () => {
  const smtp = (also: string) =>
    `name: a\nevents: ['*']\nto:\n  smtp: { host: h, port: 25, tls: none, from: a@b.example, to: [c@d.example], ${also} }`;

  it.each([
    [
      'name: Team\nevents: ["*"]',
      ':2: notifications.0.name: expected a name of a-z, 0-9 and dashes, such as team-chat, found "Team"',
    ],
    ['name: a', ':2: missing option "notifications.0.events"; expected a list (from 1 to 50) of types of events'],
    [
      "name: a\nevents: ['distributor.ChanelMoved']",
      ':3: notifications.0.events: expected a list (from 1 to 50) of types of events',
    ],
    [
      "name: a\nevents: ['*']\ndigest: weekly",
      ':4: notifications.0.digest: expected one of none, hourly, daily, found "weekly"',
    ],
    [
      "name: a\nevents: ['*']\nimages: ['We b']",
      ':4: notifications.0.images: expected a list (of at most 200) of an image',
    ],
    ["name: a\nevents: ['*']\nto: {}", ':4: notifications.0.to: expected one of webhook, chat and smtp, found {}'],
    [
      `name: a\nevents: ['*']\nto:\n  chat: {}`,
      ':5: notifications.0.to.chat: expected one of url, urlFile and urlEnv, found {}',
    ],
    [
      `name: a\nevents: ['*']\nto:\n  webhook: { url: 'http://a' }`,
      ':5: notifications.0.to.webhook: expected one of url, urlFile and urlEnv, and one of secretFile and secretEnv',
    ],
    [
      `name: a\nevents: ['*']\nto:\n  webhook: { url: 'ftp://a', secretEnv: A }`,
      ':5: notifications.0.to.webhook.url: expected a URL such as',
    ],
    [
      `name: a\nevents: ['*']\nto:\n  webhook: { url: 'http://u:p@a', secretEnv: A }`,
      ':5: notifications.0.to.webhook.url: expected a URL such as',
    ],
    [
      `name: a\nevents: ['*']\nto:\n  webhook: { url: 'http://a', secretFile: key }`,
      ':5: notifications.0.to.webhook.secretFile: expected the path of a file from the root',
    ],
    [
      `name: a\nevents: ['*']\nto:\n  webhook: { url: 'http://a', secret: whsec_x }`,
      ':5: notifications.0.to.webhook: expected one of url, urlFile and urlEnv, and one of secretFile and secretEnv, found {mode, url, secret}',
    ],
    ["name: a\nevents: ['*']\nto: []", ':4: notifications.0.to: expected one of webhook, chat and smtp, found []'],
    ["name: a\nevents: ['*']\nto:", 'notifications.0.to: expected one of webhook, chat and smtp, found nothing'],
    [
      "name: a\nevents: ['*']\nto:\n  smtp: []",
      ':5: notifications.0.to.smtp: expected one of passwordFile and passwordEnv where there is a user, found []',
    ],
    ["name: a\nevents: ['*']\nto:\n  smtp:", 'notifications.0.to.smtp: expected'],
    [
      "name: a\nevents: ['*']\nto:\n  chat: []",
      ':5: notifications.0.to.chat: expected one of url, urlFile and urlEnv, found []',
    ],
    ["name: a\nevents: ['*']\nto:\n  chat:", 'notifications.0.to.chat: expected one of url, urlFile and urlEnv'],
    [
      smtp('user: me'),
      ':5: notifications.0.to.smtp: expected one of passwordFile and passwordEnv where there is a user',
    ],
    [smtp('passwordEnv: A'), ':5: notifications.0.to.smtp: expected one of passwordFile'],
    [smtp('tsl: none'), ':5: unknown option "notifications.0.to.smtp.tsl". Did you mean "tls"?'],
  ])('says where, what is expected and what was found: %j', async (entry, said) => {
    const whole = entry.includes('\nto:') ? entry : `${entry}\n${TO}`;
    await expect(read(whole)).rejects.toMatchObject({ code: 'configuration-invalid' });
    await expect(read(whole)).rejects.toThrow(said);
  });

  it('has two subscriptions of one name', async () => {
    const one = `name: a\nevents: ['*']\n${TO}`;
    await expect(read(one, one)).rejects.toThrow(
      ':1: notifications: expected a list () of subscriptions whose names differ',
    );
  });
});

describe('a secret that is not there', () => {
  const check = async (entry: string) =>
    checkReceivers((await read(entry)).map((one) => ({ name: one.name, receivers: receiversOf(one) })));

  it.each([
    [TO, 'notifications: "a": the environment variable QUENCH_TEST_HOOK holds no secret'],
    ["to: { webhook: { url: 'http://a', secretFile: /none/key } }", 'the file /none/key cannot be read'],
  ])('is named before anything starts: %s', async (to, said) => {
    const checked = check(`name: a\nevents: ['*']\n${to}`);
    await expect(checked).rejects.toMatchObject({ name: 'Rejection', code: 'configuration-invalid' });
    await expect(checked).rejects.toThrow(said);
  });

  it('is not repeated where it is no URL or no key', async () => {
    process.env['QUENCH_TEST_HOOK'] = 'hidden words';
    const chat = await check(`name: a\nevents: ['*']\n${TO}`).catch(String);
    expect(chat).toContain('QUENCH_TEST_HOOK holds no http or https URL');
    const webhook = await check(
      `name: a\nevents: ['*']\nto: { webhook: { url: 'http://a', secretEnv: QUENCH_TEST_HOOK } }`,
    ).catch(String);
    delete process.env['QUENCH_TEST_HOOK'];
    expect(webhook).toContain('QUENCH_TEST_HOOK holds no key');
    expect(`${String(chat)}${String(webhook)}`).not.toContain('hidden');
  });
});
