import { describe, expect, it } from '@jest/globals';
import { databaseName, parseDatabaseUrl, withoutDatabaseUrl } from './database-url.js';

describe('the URL of a database', () => {
  it('names a server, who comes and the database', () => {
    expect(parseDatabaseUrl('postgres://quench:se%40cret%2F@db.example:6543/fac%20tory')).toEqual({
      host: 'db.example',
      port: 6543,
      user: 'quench',
      password: 'se@cret/',
      database: 'fac tory',
    });
    expect(parseDatabaseUrl('postgresql://a:b@[::1]/c')).toMatchObject({ host: '::1', port: 5432 });
  });

  it.each([
    ['mysql://quench:hidden@host/name', 'mysql://quench:***@host/name'],
    ['postgres://quench:hidden@host', 'postgres://quench:***@host'],
    ['postgres://quench:hidden@host/', 'postgres://quench:***@host/'],
    ['postgres://quench:hidden@host/a/b', 'postgres://quench:***@host/a/b'],
    ['postgres://quench:hidden@host/name?password=hidden', 'postgres://quench:***@host/name?…'],
    ['postgres://quench@host/name', 'postgres://quench@host/name'],
    ['postgres://host/name', 'postgres://host/name'],
    ['postgres://quench:%E0%A4%A@host/name', 'postgres://quench:***@host/name'],
    [
      'postgres://quench:hidden#1@host/name',
      'QUENCH_DATABASE_URL is no URL (it is not shown, since it may hold a password); expected ',
    ],
    [
      'postgres://quench:12/hidden@host/name',
      'QUENCH_DATABASE_URL is no URL (it is not shown, since it may hold a password); expected ',
    ],
    [
      'quench:hidden@host/name',
      'QUENCH_DATABASE_URL is no URL (it is not shown, since it may hold a password); expected ',
    ],
    ['', 'QUENCH_DATABASE_URL is no URL'],
    ['nonsense', 'QUENCH_DATABASE_URL is no URL'],
  ])('is refused as %s, without its password', (text, says) => {
    const refused = expect(() => parseDatabaseUrl(text));
    refused.toThrow(expect.objectContaining({ name: 'Rejection', code: 'database-url-malformed' }));
    refused.toThrow(says);
    refused.toThrow('expected postgres://user:password@host:port/name');
    refused.not.toThrow('hidden');
  });

  it('is told without the password, and not at all to programs that need none', () => {
    const address = parseDatabaseUrl('postgres://quench:hidden@[::1]:6543/name');
    expect(databaseName(address)).toBe('postgres://quench@[::1]:6543/name');
    expect(withoutDatabaseUrl({ PATH: '/bin', QUENCH_DATABASE_URL: 'postgres://a:b@c/d' })).toEqual({ PATH: '/bin' });
  });
});
