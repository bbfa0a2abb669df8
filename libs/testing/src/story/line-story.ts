import {
  BUILD_TYPE,
  lineParts,
  linesWithout,
  MAIN_LINE,
  mediaTypes,
  ociPlatform,
  predicateTypes,
  TEST_PLATFORM,
  type AcceptedLine,
  type BuiltPlatform,
  type ImageLine,
  type LineOfImage,
  type OciDescriptor,
  type ProvenancePredicate,
  type TestOutcome,
  type TestResultPredicate,
} from '@quench/contracts';
import { canonicalJson, digest, hex, sha256, type Digest, type EventLike, type Json } from '@quench/kernel';
import type { ContentStore, Statement, Statements } from '@quench/ports';

/** One image of the story: everything that was built for it, kept in the content store. */
export interface StoryImage {
  readonly index: Digest;
  readonly recipe: Digest;
  readonly platforms: readonly BuiltPlatform[];
  readonly layer: Digest;
  readonly sizeBytes: number;
}

/** Who signs in the story. */
interface Signing {
  readonly builder: Statements;
  readonly tester: Statements;
}

const INSTANT = '2026-01-01T00:00:00Z';
const json = (value: object): Json => JSON.parse(JSON.stringify(value)) as Json;

/**
 * What builder and tester do about one image, as far as others see it: the events, and honest documents and statements
 * behind them. The image is small, but real enough for every client.
 */
export class LineStory {
  readonly line: ImageLine;
  /** Of the definition that was accepted last. */
  private accepts: readonly LineOfImage[] = [];

  constructor(
    readonly image: string,
    private readonly content: ContentStore,
    private readonly signing: Signing,
    of: LineOfImage = MAIN_LINE,
  ) {
    this.line = { image, versionStream: of.versionStream, variant: of.variant };
  }

  /** Accepts a definition with one test. */
  async accepted(test = 'structure'): Promise<readonly EventLike[]> {
    return [await this.defined({}, test), await this.planned(test)];
  }

  /** Accepts a definition with one test for each of its lines. */
  async defined(
    lines: { readonly lines?: readonly AcceptedLine[]; readonly retiredLines?: readonly LineOfImage[] },
    test = 'structure',
  ): Promise<EventLike> {
    const { image } = this;
    const policy = await this.keep({ format: 1, waive: [] });
    const definition = await this.keep({ image, test });
    const data = { image, edition: 1, definition, policy, distribution: 'debian/trixie' };
    const lists = { pockets: ['release'], platforms: [TEST_PLATFORM], archives: [] };
    const { lines: own = [MAIN_LINE] } = lines;
    const newLines = linesWithout(own, this.accepts);
    this.accepts = own;
    return { type: 'builder.DefinitionAccepted.v1', data: { ...data, ...lists, newLines, ...lines } };
  }

  /** Fixes what is asked of the line. */
  async planned(test = 'structure'): Promise<EventLike> {
    const { image, line } = this;
    const definition = await this.keep({ image, test });
    const data = { image, plan: await this.plan(test), tests: 1, waived: [], definition, ...lineParts(line) };
    return { type: 'builder.TestPlanLocked.v1', data };
  }

  /**
   * Builds an image, the same for each platform.
   * @param layer a gzip-compressed tar, its digest inside, or any bytes for clients that do not look
   */
  async build(
    content: string,
    layer: { readonly bytes: Uint8Array; readonly diffId: Digest },
    names: readonly string[] = [TEST_PLATFORM],
  ): Promise<StoryImage> {
    const { digest: blob, size } = await this.content.write(layer.bytes);
    const platforms: BuiltPlatform[] = [];
    const manifests: OciDescriptor[] = [];
    for (const platform of names) {
      const one = await this.child(content, platform, { digest: blob, size, diffId: layer.diffId });
      platforms.push(one);
      const listed = await this.descriptor(mediaTypes.manifest, digest(one.manifest));
      manifests.push({ ...listed, platform: ociPlatform(platform) });
    }
    const document = { schemaVersion: 2, mediaType: mediaTypes.index, manifests, annotations: {} };
    const recipe = platforms[0]?.recipe ?? '';
    return { index: await this.keep(document), recipe: digest(recipe), platforms, layer: blob, sizeBytes: size };
  }

  private async child(
    content: string,
    platform: string,
    layer: { readonly digest: Digest; readonly size: number; readonly diffId: Digest },
  ): Promise<BuiltPlatform> {
    const packages = [{ purl: `pkg:deb/debian/${this.image}@${content}`, sha256: sha256(content), size: 1 }];
    const image = { name: this.image, ...lineParts(this.line) };
    const recipe = await this.keep({ format: 1, platform, packages, image });
    const config = await this.keep({
      ...ociPlatform(platform),
      created: INSTANT,
      config: { User: '65532:65532', Entrypoint: ['/hello'] },
      rootfs: { type: 'layers', diff_ids: [layer.diffId] },
    });
    const manifest = await this.keep({
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: await this.descriptor(mediaTypes.config, config),
      layers: [{ mediaType: mediaTypes.layer, digest: layer.digest, size: layer.size }],
      annotations: lineParts(this.line),
    });
    return { platform, recipe, manifest, provenance: await this.provenance(manifest, { platform, recipe, packages }) };
  }

  /** Locks a revision whose build gives `image`. */
  locked(revision: number, image: StoryImage, channels: readonly string[] = ['latest']): EventLike {
    const data = { ...this.line, revision, definition: image.recipe, lock: image.recipe };
    const recipes = image.platforms.map(({ platform, recipe }) => ({ platform, recipe }));
    const lists = { channels: [...channels], snapshots: [], changes: [], reasons: ['packages'] };
    const more = { recipes, version: '1.2.3', packages: 1, plugin: 'deb/1' };
    return { type: 'builder.LockResolved.v1', data: { ...data, ...more, ...lists } };
  }

  built(revision: number, { index, platforms, sizeBytes }: StoryImage): EventLike {
    return { type: 'builder.ImageBuilt.v1', data: { ...this.line, revision, index, platforms, sizeBytes } };
  }

  /** Locked and built. */
  revision(revision: number, image: StoryImage, channels?: readonly string[]): readonly EventLike[] {
    return [this.locked(revision, image, channels), this.built(revision, image)];
  }

  async approved(image: StoryImage, test = 'structure'): Promise<EventLike> {
    return { type: 'tester.ImageApproved.v1', data: await this.verdict(image, test, 'passed') };
  }

  async rejected(image: StoryImage, test = 'structure'): Promise<EventLike> {
    return { type: 'tester.ImageRejected.v1', data: await this.verdict(image, test, 'failed') };
  }

  retired(): EventLike {
    this.accepts = [];
    return { type: 'builder.DefinitionRetired.v1', data: { image: this.image, edition: 2 } };
  }

  private async verdict({ index, platforms }: StoryImage, test: string, outcome: 'passed' | 'failed'): Promise<object> {
    const plan = await this.plan(test);
    const policy = await this.keep({ format: 1, waive: [] });
    const tests = platforms.map(({ platform }) => `${platform}/${test}`);
    const predicate: TestResultPredicate = {
      result: outcome === 'passed' ? 'PASSED' : 'FAILED',
      configuration: [
        { name: 'plan', digest: { sha256: hex(plan) } },
        { name: 'policy', digest: { sha256: hex(policy) } },
      ],
      passedTests: outcome === 'passed' ? tests : [],
      warnedTests: [],
      failedTests: outcome === 'failed' ? tests : [],
    };
    const signed = await this.signing.tester.sign(
      this.statement(
        [index, ...platforms.map(({ manifest }) => manifest as Digest)],
        predicateTypes.testResult,
        predicate,
      ),
    );
    const outcomes: TestOutcome[] = [{ name: test, rung: 'structure', test: plan, outcome, detail: '' }];
    const children = platforms.map(({ platform, manifest }) => ({ platform, manifest, tests: outcomes }));
    const line = lineParts(this.line);
    return { image: this.image, index, plan, policy, children, statement: signed.envelope, durationMs: 1, ...line };
  }

  private async provenance(
    manifest: Digest,
    of: {
      readonly platform: string;
      readonly recipe: Digest;
      readonly packages: readonly { readonly purl: string; readonly sha256: Digest }[];
    },
  ): Promise<Digest> {
    const { platform, recipe, packages } = of;
    const spdx = await this.keep({ spdxVersion: 'SPDX-2.3', name: this.image });
    const cyclonedx = await this.keep({ bomFormat: 'CycloneDX', specVersion: '1.6' });
    const predicate: ProvenancePredicate = {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: { recipe, platform },
        internalParameters: {},
        resolvedDependencies: packages.map((one) => ({ uri: one.purl, digest: { sha256: hex(one.sha256) } })),
      },
      runDetails: {
        builder: { id: 'https://quench.example/builder/v1', version: { quench: '0.0.0' } },
        metadata: { invocationId: 'story', startedOn: INSTANT, finishedOn: INSTANT },
        byproducts: [
          { name: 'spdx', digest: { sha256: hex(spdx) } },
          { name: 'cyclonedx', digest: { sha256: hex(cyclonedx) } },
        ],
      },
    };
    return (await this.signing.builder.sign(this.statement([manifest], predicateTypes.provenance, predicate))).envelope;
  }

  private statement(subjects: readonly Digest[], predicateType: string, predicate: object): Statement {
    return {
      _type: 'https://in-toto.io/Statement/v1',
      subject: subjects.map((subject) => ({ name: this.image, digest: { sha256: hex(subject) } })),
      predicateType,
      predicate: json(predicate),
    };
  }

  private plan(test: string): Promise<Digest> {
    return this.keep({
      format: 1,
      image: this.image,
      ...lineParts(this.line),
      tests: [{ spec: { name: test, rung: 'structure' }, mounts: [] }],
    });
  }

  private async descriptor(mediaType: string, digest: Digest) {
    return { mediaType, digest, size: (await this.content.stat(digest))?.size ?? 0 };
  }

  private async keep(document: object): Promise<Digest> {
    return (await this.content.write(Buffer.from(canonicalJson(json(document))))).digest;
  }
}
