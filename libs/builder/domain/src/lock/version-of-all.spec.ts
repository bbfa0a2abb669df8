import { describe, expect, it } from '@jest/globals';
import { versionOfAll } from './version-of-all.js';

describe('the version of an image', () => {
  const amd64 = {
    platform: 'linux/amd64',
    version: '1.26.3',
    channels: ['1.26', 'latest'],
    placed: new Map([['tini', [0, 19]]]),
  };
  const arm64 = { ...amd64, platform: 'linux/arm64' };

  it('is that of its platforms, with their channels', () => {
    const { version, channels } = amd64;
    expect(versionOfAll('nginx', [amd64])).toEqual({ version, channels });
    expect(versionOfAll('nginx', [amd64, arm64])).toEqual({ version, channels });
  });

  it.each([[{ version: '1.26.2' }], [{ channels: ['1.25', 'latest'] }], [{ placed: new Map([['tini', [0, 18]]]) }]])(
    'is none while %p differs',
    (also) =>
      expect(() => versionOfAll('nginx', [amd64, { ...arm64, ...also }])).toThrow(
        expect.objectContaining({
          code: 'platforms-differ',
          message: expect.stringMatching(
            /^nginx would be 1\.26\.3 \(1\.26, latest\) with tini 0\.19 for linux\/amd64 and .* linux\/arm64/,
          ),
        }),
      ),
  );
});
