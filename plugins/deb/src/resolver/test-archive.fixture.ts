import type { Digest, Host, PluginError, ResolveOptions, Snapshot } from '@quench/plugin-sdk';
import { dependencies } from './dependencies.js';

const SHA = 'a'.repeat(64);

/** Short for a paragraph: `name version`, then lines of further fields. */
export const paragraph = (head: string, ...fields: readonly string[]): string => {
  const [name, version = '1'] = head.split(' ');
  const own = [`Package: ${name}`, `Version: ${version}`, `Filename: pool/${name}_${version}.deb`, 'Size: 1'];
  const architecture = fields.some((field) => field.startsWith('Architecture:')) ? [] : ['Architecture: amd64'];
  const digest = fields.some((field) => field.startsWith('SHA256:')) ? [] : [`SHA256: ${SHA}`];
  return [...own, ...digest, ...architecture, ...fields, '', ''].join('\n');
};

/** A resolution over suites of paragraphs, the first the main one. */
export class TestArchive {
  /** How often an index was asked for. */
  derived = 0;
  fault: Error | undefined;
  private readonly texts = new Map<Digest, Uint8Array>();
  readonly snapshots: readonly Snapshot[];
  private readonly plugin = dependencies({
    describe: ({ name, version }) => `pkg:deb/debian/${name}@${version ?? ''}`,
  });

  constructor(...suites: readonly (readonly string[])[]) {
    this.snapshots = suites.map((paragraphs, number) => {
      const plainDigest: Digest = `sha256:${String(number).padStart(64, '0')}`;
      this.texts.set(plainDigest, new TextEncoder().encode(paragraphs.join('')));
      return {
        source: { origin: 'Test', suite: `suite-${number}` },
        signed: plainDigest,
        date: '2026-01-01T00:00:00Z',
        validUntil: undefined,
        freshness: 'checked',
        signedBy: [],
        indexes: [{ path: 'Packages', platform: 'linux/amd64', digest: plainDigest, plainDigest }],
      };
    });
  }

  async resolve(names: readonly string[], options: Partial<ResolveOptions> = {}) {
    const host = {
      derive: (_key: string, inputs: readonly Digest[], compute: (texts: readonly Uint8Array[]) => Uint8Array) => {
        this.derived++;
        if (this.fault !== undefined) return Promise.reject(this.fault);
        return Promise.resolve(compute(inputs.map((digest) => this.texts.get(digest) ?? new Uint8Array())));
      },
    } as unknown as Host;
    const project = new Map([['packages.txt', names.join('\n')]]);
    const asked = { platform: 'linux/amd64', snapshots: this.snapshots, without: [], ...options };
    return this.plugin.resolve(project, asked, host);
  }

  async names(...names: readonly string[]): Promise<readonly string[]> {
    return (await this.resolve(names)).dependencies.map(({ name }) => name);
  }

  async refusal(names: readonly string[], options: Partial<ResolveOptions> = {}): Promise<PluginError> {
    return this.resolve(names, options).then(
      () => {
        throw new Error('it resolves');
      },
      (error: PluginError) => error,
    );
  }
}
