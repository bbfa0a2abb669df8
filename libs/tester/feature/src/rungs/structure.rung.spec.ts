import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { mediaTypes, type OciManifest, type TestPlan } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { Documents } from '@quench/ports';
import { InMemoryContentStore, InMemoryLayers } from '@quench/testing';
import type { Answer } from './answer.js';
import { LayerFacts } from './layer-facts.js';
import { StructureRung } from './structure.rung.js';

const run = {
  ...{ entrypoint: [], cmd: [], user: 'nonroot', uid: 65532, gid: 65532 },
  ...{ ports: [], stopSignal: 'SIGTERM' },
};
const plan: TestPlan = {
  ...{ format: 1, image: 'base', run, env: {}, workdir: '/' },
  ...{ volumes: [], tests: [], runner: [] },
};
const SOUND = { User: '65532:65532', Env: [], WorkingDir: '/', StopSignal: 'SIGTERM' };

/** Asks an image of one layer without entries. @param parts in place of a sound config and layer; undefined leaves it out */
async function ask(parts: { readonly config?: string | undefined; readonly layer?: string } = {}): Promise<Answer> {
  const content = new InMemoryContentStore();
  const documents = new Documents(content);
  const write = async (text: string) => (await content.write(Buffer.from(text))).digest;
  const sound = await documents.write({ config: SOUND });
  const config = !('config' in parts)
    ? sound
    : parts.config === undefined
      ? sha256('nowhere')
      : await write(parts.config);
  const manifest: OciManifest = {
    ...{ schemaVersion: 2, mediaType: mediaTypes.manifest, annotations: {} },
    config: { mediaType: mediaTypes.config, digest: config, size: 1 },
    layers: [{ mediaType: mediaTypes.layer, digest: await write(parts.layer ?? '[]'), size: 1 }],
  };
  const spec = { name: 'structure', rung: 'structure', packages: [] } as const;
  const rung = new StructureRung(new LayerFacts(new InMemoryLayers(content)), documents);
  return rung.ask(spec, plan, { platform: 'linux/amd64', manifest, files: [] }, new AbortController().signal);
}

describe('the structure of an image', () => {
  it('is sound when its config and its layers are', async () =>
    expect(await ask()).toMatchObject({ kind: 'passed', log: 'every rule holds' }));

  it('is not, with a config that is no JSON', async () =>
    expect(await ask({ config: '{' })).toMatchObject({
      kind: 'failed',
      detail: 'config: /: expected a JSON document',
    }));

  it('is not, with a config that says a member twice', async () => {
    const twice = JSON.stringify({ config: SOUND }).replace('"User"', '"User":"0:0","User"');
    expect(await ask({ config: twice })).toMatchObject({
      kind: 'failed',
      detail: 'config: /: expected canonical JSON',
    });
  });

  it('is not, with a layer that cannot be unpacked', async () =>
    expect(await ask({ layer: 'no archive' })).toMatchObject({
      kind: 'failed',
      detail: expect.stringContaining('a layer cannot be unpacked'),
    }));

  it('is unknown without its config', () =>
    expect(ask({ config: undefined })).rejects.toMatchObject({ name: 'IntegrityFault', code: 'content-missing' }));
});
