import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RecordingLog } from '@quench/testing';
import { connect } from 'node:net';
import { json, type Endpoint } from './endpoint.js';
import { EndpointServer } from './endpoint-server.js';
import { healthEndpoints, type Check } from './health.js';

const TOKEN = 'a-token-of-services';
const good: Check = { name: 'database', ok: true, detail: 'answers' };
const bad: Check = {
  name: 'sequencer',
  ok: false,
  detail: '900 events have no number; see sequencer-fault in the log',
};
const secret: Endpoint = {
  path: '/feed',
  guard: 'token',
  summary: 'What comes after a place.',
  parameters: { after: 'The place.' },
  answers: { 200: 'Events.' },
  handle: async ({ query }) => json(200, { after: query['after'] }),
};
const broken: Endpoint = {
  ...secret,
  path: '/broken',
  guard: 'public',
  handle: () => Promise.reject(new Error('the reason')),
};

let ready: readonly Check[];
let server: EndpointServer;
let log: RecordingLog;
let base: string;

const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
  const answer = await fetch(base + path, { headers, method });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>) };
};

beforeEach(async () => {
  ready = [good];
  log = new RecordingLog();
  const health = healthEndpoints({ live: () => [good], ready: async () => ready });
  const endpoints = [...health, secret, broken];
  server = new EndpointServer({ service: 'builder', version: '1.2.3', endpoints, token: TOKEN, log });
  base = await server.listen(0);
});
afterEach(() => server.close());

describe('health', () => {
  it('is 200 while every check is good', async () => {
    expect(await ask('/health/live')).toEqual({ status: 200, body: { ok: true, checks: [good] } });
    expect(await ask('/health/ready')).toEqual({ status: 200, body: { ok: true, checks: [good] } });
  });

  it('is 503 with what is wrong as soon as one is not', async () => {
    ready = [good, bad];
    expect(await ask('/health/ready')).toEqual({ status: 503, body: { ok: false, checks: [good, bad] } });
    expect((await ask('/health/live')).status).toBe(200);
  });
});

describe('an endpoint with a guard', () => {
  it('answers who has the token', async () => {
    expect(await ask('/feed?after=1.7', { authorization: `Bearer ${TOKEN}` })).toEqual({
      status: 200,
      body: { after: '1.7' },
    });
  });

  it.each([{}, { authorization: 'Bearer wrong' }, { authorization: TOKEN }, { authorization: `Basic ${TOKEN}` }])(
    'refuses %j',
    async (headers: Record<string, string>) => {
      expect(await ask('/feed', headers)).toMatchObject({ status: 401, body: { code: 'token-wrong' } });
    },
  );
});

it('describes every endpoint, its guard and itself in OpenAPI', async () => {
  const { body } = await ask('/openapi.json');
  expect(body).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'Quench builder', version: '1.2.3' },
    paths: {
      '/health/live': { get: { security: [] } },
      '/feed': { get: { security: [{ token: [] }], parameters: [{ name: 'after', in: 'query' }] } },
      '/openapi.json': { get: { security: [] } },
    },
  });
});

it('tells nobody but the log why an endpoint broke', async () => {
  expect(await ask('/broken')).toMatchObject({ status: 500, body: { code: 'internal' } });
  expect(log.of('endpoint-failed')).toEqual([{ url: '/broken', reason: 'Error: the reason' }]);
});

it('knows no other path and no other method', async () => {
  expect(await ask('/feed/../nothing')).toMatchObject({ status: 404, body: { code: 'not-found' } });
  expect(await ask('/health/live', {}, 'POST')).toMatchObject({ status: 405 });
  expect(await ask('/health/live', {}, 'HEAD')).toEqual({ status: 200, body: undefined });
});

it('outlives a request whose target is no URL', async () => {
  const socket = connect(Number(new URL(base).port), '127.0.0.1');
  socket.write('GET //: HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 400 /);
  expect((await ask('/health/live')).status).toBe(200);
});

it('says which port is taken', async () => {
  const second = new EndpointServer({ service: 'tester', version: '1', endpoints: [], token: TOKEN, log });
  await expect(second.listen(Number(new URL(base).port))).rejects.toMatchObject({
    name: 'TransientFault',
    code: 'endpoint-port-taken',
  });
});
