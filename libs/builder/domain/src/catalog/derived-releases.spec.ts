import { describe, expect, it } from '@jest/globals';
import { definedLines } from '@quench/contracts';
import { problemLine } from './problem.js';
import { readCatalog } from './read-catalog.js';

const nginx = `image: nginx
summary: nginx
distribution: debian/trixie
packages: [nginx]
trust: [root.pem]
streams:
  new: { channels: [new] }
  old: { channels: [old], distribution: debian/bookworm }
`;
const assets = new Map([
  ['root.pem', { sha256: `sha256:${'a'.repeat(64)}`, size: 1 }],
  ['own.pem', { sha256: `sha256:${'b'.repeat(64)}`, size: 2 }],
]);

/** The releases and certificates of an image that is derived from nginx, or what is wrong with it. */
function site(from: string, more = 'channels: [latest]\n'): unknown {
  const text = `image: site\nfrom: ${from}\nsummary: The site\n${more}`;
  const { definitions, problems } = readCatalog({
    definitions: new Map([
      ['nginx.yaml', nginx],
      ['site.yaml', text],
    ]),
    assets,
  });
  const found = definitions.find(({ image }) => image === 'site');
  return found === undefined || problems.length > 0
    ? problems.map(problemLine)
    : [definedLines(found).map(({ distribution }) => distribution.release), found.trust?.map(({ path }) => path)];
}

describe('an image that is derived from a version stream', () => {
  it('is of the release of that', () => {
    expect(site('nginx/old')).toEqual([['debian/bookworm'], ['root.pem']]);
    expect(site('nginx/new')).toEqual([['debian/trixie'], ['root.pem']]);
    const streams = 'streams:\n  new: { channels: [a] }\n  old: { channels: [b] }\n';
    expect(site('nginx', streams)).toEqual([['debian/trixie', 'debian/bookworm'], ['root.pem']]);
  });

  it('says no other, for itself or for a stream', () => {
    expect(site('nginx/old', 'channels: [latest]\ndistribution: debian/trixie\n')).toEqual([
      expect.stringMatching(/^site\.yaml:5: distribution: it is that of nginx, debian\/bookworm with/),
    ]);
    const streams = 'streams:\n  old: { channels: [b], distribution: debian/trixie }\n';
    expect(site('nginx', streams)).toEqual([expect.stringMatching(/^site\.yaml:5: streams\.old\.distribution: it is/)]);
  });

  it('trusts what its parent trusts, and what it names besides', () =>
    expect(site('nginx/new', 'channels: [latest]\ntrust: [own.pem]\n')).toEqual([
      ['debian/trixie'],
      ['own.pem', 'root.pem'],
    ]));
});
