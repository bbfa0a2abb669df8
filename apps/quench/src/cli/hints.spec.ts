import { describe, expect, it } from '@jest/globals';
import { shellWord } from '@quench/kernel';
import { basename, dirname } from 'node:path';
import { callerOf, runnable, runnableJson } from './hints.js';
import { checkout, ownData } from './places.js';

const paths = ['up', 'why', 'image list', 'catalog apply'];
const caller = { program: './quench', options: " --data '/tmp/a b'" };

describe('a command in a message', () => {
  it.each([
    ['See: quench image list', "See: ./quench image list --data '/tmp/a b'"],
    ['ask: quench why nginx, or so', "ask: ./quench why --data '/tmp/a b' nginx, or so"],
    [
      'To do so: quench catalog apply /c --retire a',
      "To do so: ./quench catalog apply --data '/tmp/a b' /c --retire a",
    ],
    ['why:    quench why nginx', "why:    ./quench why --data '/tmp/a b' nginx"],
    ['See: quench up --help', 'See: ./quench up --help'],
    ['See: quench --help', 'See: ./quench --help'],
    ['is in use by process 7 (quench up)', 'is in use by process 7 (quench up)'],
    ['Another quench up looks', 'Another quench up looks'],
  ])('can be typed as it stands there: %s', (text, typed) => expect(runnable(text, caller, paths)).toBe(typed));
});

describe('a command in an answer for programs', () => {
  const written = (data: object): unknown => JSON.parse(runnableJson(data, caller, paths));

  it('can be typed as in the answer for people', () =>
    expect(written({ images: [{ see: 'quench why web' }, { see: '' }], remedy: 'by: quench image list' })).toEqual({
      images: [{ see: "./quench why --data '/tmp/a b' web" }, { see: '' }],
      remedy: "by: ./quench image list --data '/tmp/a b'",
    }));

  it('is no other text, such as one that an event keeps', () => {
    const fact = { data: { detail: 'See: quench image list' }, text: 'quench why', seen: 3 };
    expect(written(fact)).toEqual(fact);
  });
});

describe('how a factory is called', () => {
  it('needs no options for the one in the checkout', () =>
    expect(callerOf({ data: ownData }, checkout)).toEqual({ program: './quench', options: '' }));

  it('is told from where one stands, with folders in full', () =>
    expect(callerOf({ data: 'x', config: 'q.yaml' }, dirname(checkout))).toEqual({
      program: shellWord(`${basename(checkout)}/quench`),
      options: ` --data ${shellWord(`${dirname(checkout)}/x`)} --config ${shellWord(`${dirname(checkout)}/q.yaml`)}`,
    }));
});
