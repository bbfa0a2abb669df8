import 'reflect-metadata';
import { expect, it } from '@jest/globals';
import { feedUrls } from './feed-urls.js';
import { SERVICES, type ServiceName } from './service-configuration.js';

const feed = (service: ServiceName) => ({ service, url: `http://127.0.0.1/${service}` });
const all = SERVICES.map(feed);
const others = all.filter(({ service }) => service !== 'builder');

it('names every other service once, the own one or not', () => {
  expect([...feedUrls('builder', all).keys()]).toEqual(SERVICES);
  expect(feedUrls('builder', others).get('tester')).toBe('http://127.0.0.1/tester');
});

it.each([
  ['nobody', [], 'watcher is missing, tester is missing'],
  ['one too few', others.slice(1), 'watcher is missing'],
  ['one twice', [...all, feed('tester')], 'tester is there twice'],
  ['the own one twice', [...all, feed('builder')], 'builder is there twice'],
])('may not name %s', (_, feeds, says) => {
  expect(() => feedUrls('builder', feeds)).toThrow(
    expect.objectContaining({ code: 'configuration-invalid', message: expect.stringContaining(says) }),
  );
});
