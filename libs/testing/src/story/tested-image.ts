import {
  lineParts,
  MAIN_LINE,
  mediaTypes,
  ociPlatform,
  TEST_PLATFORM,
  type AcceptedLine,
  type BootTest,
  type BuiltPlatform,
  type ImageLine,
  type LineOfImage,
  type OciDescriptor,
  type PlannedTest,
  type Policy,
  type TestPlan,
  type Waiver,
} from '@quench/contracts';
import { sha256, type Digest, type EventLike } from '@quench/kernel';
import type { Documents, LayerEntry } from '@quench/ports';
import type { InMemoryLayers } from '../sandbox/in-memory-layers.js';
import { elfOf } from '../sandbox/elf-file.js';

const RUN = {
  ...{ entrypoint: ['/usr/bin/server'], cmd: [], user: 'nonroot', uid: 65532, gid: 65532 },
  ...{ ports: [], stopSignal: 'SIGTERM' },
};
const RUNTIME = {
  ...{ User: '65532:65532', Env: ['HOME=/home/nonroot'], WorkingDir: '/home/nonroot' },
  ...{ StopSignal: 'SIGTERM', Entrypoint: ['/usr/bin/server'] },
};

/** The least that is a sound image: a program that needs nothing, and a place for it to work. */
const soundOf = (platform: string): readonly LayerEntry[] => [
  { path: 'home/nonroot', type: 'directory', mode: 0o700, uid: 65532, gid: 65532 },
  {
    ...{ path: 'usr/bin/server', type: 'file', mode: 0o755, uid: 0, gid: 0 },
    ...{ content: elfOf({ needed: [], machine: platform === 'linux/arm64' ? 183 : 62 }), md5: '0'.repeat(32) },
  },
];

/** A test that starts the image and expects exit code 0; the name is its only argument. */
export const bootTest = (name: string, expect: BootTest['expect'] = { exit: 0 }): PlannedTest => ({
  spec: { name, rung: 'boot', args: [name], packages: [], expect, timeoutMs: 1_000 },
  mounts: [],
});

/** What is added to an image's files, and what its config says otherwise. */
interface BuiltOtherwise {
  readonly entries?: readonly LayerEntry[];
  readonly config?: object;
}

/** What a builder says of an image that is to be tested, with sound documents behind it. */
export class TestedImage {
  readonly line: ImageLine;

  constructor(
    readonly name: string,
    private readonly documents: Documents,
    private readonly layers: InMemoryLayers,
    { versionStream, variant }: LineOfImage = MAIN_LINE,
  ) {
    this.line = { image: name, versionStream, variant };
  }

  /** A definition was accepted, and its plan made. @param lines those that the definition has, where it names any */
  async accepted(
    tests: readonly PlannedTest[],
    waive: readonly Waiver[] = [],
    lines?: readonly AcceptedLine[],
  ): Promise<readonly EventLike[]> {
    const image = this.name;
    const plan: TestPlan = {
      ...{
        format: 1,
        image,
        ...lineParts(this.line),
        run: RUN,
        env: { HOME: '/home/nonroot' },
        workdir: '/home/nonroot',
      },
      ...{ volumes: [], tests, runner: [] },
    };
    const policy = await this.documents.write({ format: 1, waive } satisfies Policy);
    const definition = { image, edition: 1, definition: policy, policy, distribution: 'debian/trixie' };
    const lists = { pockets: ['release'], platforms: ['linux/amd64'], archives: [] };
    const made = { plan: await this.documents.write(plan), tests: tests.length, waived: [] };
    const locked = { image, ...made, ...lineParts(this.line) };
    return [
      { type: 'builder.DefinitionAccepted.v1', data: { ...definition, ...lists, ...(lines && { lines }) } },
      { type: 'builder.TestPlanLocked.v1', data: locked },
    ];
  }

  locked(revision: number): EventLike {
    const digest = sha256(`${this.name} ${String(revision)}`);
    const lists = { recipes: [], channels: ['latest'], snapshots: [digest], changes: [], reasons: ['definition'] };
    const more = { revision, definition: digest, lock: digest, version: '1.0', packages: 1, plugin: 'deb/1' };
    return { type: 'builder.LockResolved.v1', data: { ...this.line, ...more, ...lists } };
  }

  /** @param other what is added to the image's files, what its config says otherwise, and what it is for */
  async built(
    revision: number,
    { platforms: names = [TEST_PLATFORM], ...other }: BuiltOtherwise & { readonly platforms?: readonly string[] } = {},
  ): Promise<EventLike> {
    const recipe = await this.documents.write({ image: { files: {} } });
    const platforms: BuiltPlatform[] = [];
    for (const platform of names) {
      platforms.push({ platform, recipe, manifest: await this.manifest(platform, other), provenance: recipe });
    }
    const manifests = platforms.map(({ platform, manifest }) => ({
      ...descriptor(mediaTypes.manifest, manifest),
      platform: ociPlatform(platform),
    }));
    const index = await this.documents.write({
      ...{ schemaVersion: 2, mediaType: mediaTypes.index, manifests },
      annotations: { image: this.name },
    });
    return { type: 'builder.ImageBuilt.v1', data: { ...this.line, revision, index, platforms, sizeBytes: 1 } };
  }

  private async manifest(platform: string, { entries = [], config: more }: BuiltOtherwise): Promise<Digest> {
    const { digest: layer, size } = await this.layers.write([...soundOf(platform), ...entries]);
    const rootfs = { type: 'layers', diff_ids: [layer] };
    const config = await this.documents.write({
      ...{ ...ociPlatform(platform), config: { ...RUNTIME, ...more }, rootfs },
    });
    return this.documents.write({
      ...{ schemaVersion: 2, mediaType: mediaTypes.manifest, annotations: lineParts(this.line) },
      ...{ config: descriptor(mediaTypes.config, config), layers: [descriptor(mediaTypes.layer, layer, size)] },
    });
  }
}

const descriptor = (mediaType: string, digest: string, size = 1): OciDescriptor => ({ mediaType, digest, size });
