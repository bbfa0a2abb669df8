import { describe, expect, it } from '@jest/globals';
import { PluginError, type Registry } from '@quench/plugin-sdk';
import { registries } from './index.js';

const NPM = '/usr/lib/node_modules/npm';
const DEFINITIONS = `${NPM}/node_modules/@npmcli/config/lib/definitions/definitions.js`;
const USER = '/home/me/.npmrc';
const GLOBAL = '/usr/etc/npmrc';
const BUILTIN = `${NPM}/npmrc`;
const definitions = (quote = "'"): string =>
  `  registry: new Definition('registry', {\n    default: ${quote}https://default.example/${quote},\n    type: url,`;

const read = (files: Record<string, string>, env: Record<string, string> = {}): readonly Registry[] =>
  registries.read({ files: new Map(Object.entries(files)), env });
const bases = (...args: Parameters<typeof read>): readonly (readonly [string, unknown])[] =>
  read(...args).map(({ base, details }) => [base, details['scopes']]);

describe("npm's registries", () => {
  it('are the default of the npm that is installed, where nothing else is said', () => {
    expect(bases({ [DEFINITIONS]: definitions() })).toEqual([['https://default.example/', ['']]]);
    const older = `define('registry', {\n  default: \`https://default.example/\`,\n  type: url,`;
    expect(bases({ [`${NPM}/lib/utils/config/definitions.js`]: older })).toEqual([['https://default.example/', ['']]]);
    expect(bases({ [DEFINITIONS]: 'nothing of the kind' })).toEqual([]);
    expect(bases({})).toEqual([]);
  });

  const everywhere = {
    [DEFINITIONS]: definitions(),
    [BUILTIN]: 'registry=https://builtin.example',
    [GLOBAL]: 'registry=https://global.example/npm',
    [USER]: 'registry=https://user.example/',
  };

  it('are those of the environment before the user, the machine, and npm itself', () => {
    const env = { npm_config_registry: 'https://env.example/' };
    const withoutUser = { ...everywhere, [USER]: '' };
    const withoutBoth = { ...withoutUser, [GLOBAL]: '' };
    expect(bases(everywhere, env)).toEqual([['https://env.example/', ['']]]);
    expect(bases(everywhere)).toEqual([['https://user.example/', ['']]]);
    expect(bases(withoutUser)).toEqual([['https://global.example/npm/', ['']]]);
    expect(bases(withoutBoth)).toEqual([['https://builtin.example/', ['']]]);
  });

  it.each(['NPM_CONFIG_REGISTRY', 'Npm_Config_registry'])('are named by %s in any case', (name) => {
    const [registry] = read({}, { [name]: 'https://env.example' });
    expect(registry).toEqual({
      base: 'https://env.example/',
      details: { scopes: [''], fixed: [''], refused: undefined },
    });
    expect(read({}, { [name]: '' })).toEqual([]);
  });

  it('are read from the files that npm is told of', () => {
    const files = {
      ...everywhere,
      '/own/user': 'registry=https://own.example/',
      '/own/global': 'registry=http://g.example',
    };
    expect(bases(files, { NPM_CONFIG_USERCONFIG: '/own/user' })).toEqual([['https://own.example/', ['']]]);
    expect(bases(files, { NPM_CONFIG_USERCONFIG: '/gone', npm_config_globalconfig: '/own/global' })).toEqual([
      ['http://g.example/', ['']],
    ]);
    const debian = { [BUILTIN]: 'globalconfig = /etc/npmrc', '/etc/npmrc': 'registry=http://debian.example' };
    expect(bases(debian)).toEqual([['http://debian.example/', ['']]]);
    expect(bases({ '/etc/npmrc': 'registry=http://debian.example' })).toEqual([]);
  });

  it('may be one of a scope, from any layer', () => {
    const user =
      '@corp:registry=https://corp.example/\n@two:registry = https://corp.example/\n@x:registry=http://user.example';
    const global = '@X:registry=https://other-case.example\n@x:registry=https://global.example';
    const env = { 'npm_config_@x:registry': 'http://env.example' };
    expect(bases({ [DEFINITIONS]: definitions(), [USER]: user, [GLOBAL]: global }, env)).toEqual(
      expect.arrayContaining([
        ['https://corp.example/', ['@corp', '@two']],
        ['http://env.example/', ['@x']],
        ['https://default.example/', ['']],
      ]),
    );
  });

  it('are read as npm reads its files', () => {
    const text = [
      '; registry=https://comment.example',
      '  # registry=https://comment.example',
      'registry',
      'registry = "https://quoted.example/" ',
      '@a:registry=https://a.example/ ; behind it',
      '@b:registry=https://b.example/#more',
      "'@c:registry'='https://c.example/'",
      '__proto__=x',
      '[section]',
      'registry=https://section.example',
    ].join('\r\n');
    expect(bases({ [USER]: text })).toEqual([
      ['https://quoted.example/', ['']],
      ['https://a.example/', ['@a']],
      ['https://b.example/', ['@b']],
      ['https://c.example/', ['@c']],
    ]);
  });

  it('have variables put in their place, which the host is told of', () => {
    const files = {
      [USER]: 'registry=https://${HOST}/${PART?}\n//x/:_authToken=${TOKEN}\n@${SCOPE}:registry=http://s.example',
    };
    const env = { HOST: 'host.example', SCOPE: 's' };
    expect(bases(files, env)).toEqual([
      ['https://host.example/', ['']],
      ['http://s.example/', ['@s']],
    ]);
    expect(registries.mentioned?.(new Map(Object.entries({ ...files, [DEFINITIONS]: '${NOT}' })))).toEqual([
      'HOST',
      'PART',
      'SCOPE',
    ]);
  });

  it.each([
    'ftp://x.example',
    'x.example',
    'https://me:pw@x.example',
    'https://${GONE}/',
    'https://x.example/?a',
    'true',
  ])('are refused with the file when it names %s', (value) => {
    const refused = (): unknown => read({ [USER]: `registry=${value}` });
    expect(refused).toThrow(PluginError);
    expect(refused).toThrow(USER);
    expect(refused).not.toThrow('pw');
  });
});

describe('what npm shows to a registry', () => {
  const shown = (
    text: string,
    env: Record<string, string> = {},
  ): Pick<Registry, 'credential'> & { refused: unknown } => {
    const [registry] = read({ [USER]: `registry=https://r.example/npm/team\n${text}` }, env);
    return { credential: registry?.credential, refused: registry?.details['refused'] };
  };

  it.each([
    ['//r.example/npm/team/:_authToken=s3cret', '//r.example/npm/team/:_authToken='],
    ['//r.example/npm/:_authToken = "s3cret"', '//r.example/npm/:_authToken ='],
    ['//r.example/:_authToken=s3cret\n//r.example/npm:_authToken=s3cret', '//r.example/npm:_authToken='],
  ])('is a line of a file: %j', (text, after) => {
    expect(shown(text)).toEqual({
      credential: { scheme: 'Bearer', secret: { file: USER, after } },
      refused: undefined,
    });
  });

  it.each<[string, Record<string, string>, string]>([
    ['//r.example/:_authToken=${NPM_TOKEN}', {}, 'NPM_TOKEN'],
    ['//r.example/:_authToken=${NPM_TOKEN?}', {}, 'NPM_TOKEN'],
    [
      '//r.example/:_authToken=of-the-file',
      { 'npm_config_//r.example/:_authToken': 's3cret' },
      'npm_config_//r.example/:_authToken',
    ],
  ])('is a variable: %j', (text, env, variable) => {
    expect(shown(text, env).credential).toEqual({ scheme: 'Bearer', secret: { variable } });
  });

  it('is a name with a password, where npm has them in one', () => {
    const secret = { file: USER, after: '//r.example/:_auth=' };
    expect(shown('//r.example/:_auth=bWU6cHc=').credential).toEqual({ scheme: 'Basic', secret });
  });

  it.each(['//other.example/:_authToken=s3cret', '//r.example/npm/team/x/:_authToken=s3cret', '_authToken=s3cret', ''])(
    'is nothing of %j',
    (text) => expect(shown(text)).toEqual({ credential: undefined, refused: undefined }),
  );

  it.each([
    '//r.example/:_password=s3cret',
    '//r.example/:certfile=/s3cret',
    '//r.example/:_authToken=${A}s3cret',
    '//r.example/:_authToken=s3cret ; of mine',
  ])('is refused where it is not one secret: %j', (text) => {
    expect(shown(text)).toEqual({ credential: undefined, refused: expect.stringContaining('//r.example/:') });
  });

  it('is never among what is read', () => {
    const [registry] = read({ [USER]: 'registry=https://r.example/\n//r.example/:_authToken=s3cret' });
    expect(JSON.stringify(registry)).not.toContain('s3cret');
  });
});
