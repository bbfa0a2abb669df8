import type { AssembledLayer, LockedInput, LockedPackage } from '@quench/contracts';
import { canonicalJson, digest, hex, sha256, type Digest } from '@quench/kernel';
import {
  ImageAssembler,
  Signer,
  type Assembly,
  type AssemblyRequest,
  type ContentStore,
  type LayerEntry,
  type PublicKey,
} from '@quench/ports';
import { elfOf, InMemoryLayers, StoredStatements, TOY_TIME } from '@quench/testing';
import type { Effort } from './effort.js';

/** Signatures that a seed repeats, and that differ each time, as those of real keys do. */
export class SimulatedSigner extends Signer {
  override readonly publicKey: PublicKey;

  constructor(
    service: string,
    private readonly random: () => number,
    private readonly effort: Effort,
  ) {
    super();
    const keyId = hex(sha256(`key of ${service}`));
    this.publicKey = { keyId, pem: `simulated key of ${service}`, service };
  }

  override async sign(message: Uint8Array): Promise<Uint8Array> {
    await this.effort.take(50);
    return signature(this.publicKey.service, String(this.random()), message);
  }
}

const signature = (service: string, nonce: string, message: Uint8Array): Uint8Array =>
  Buffer.from(`${nonce} ${sha256(`${service} ${nonce} ${sha256(message)}`)}`);

/** Statements of one service; all trust each other's keys. */
export class SimulatedStatements extends StoredStatements {
  protected override isSignedBy(service: string, message: Uint8Array, told: Uint8Array): boolean {
    const [nonce = ''] = Buffer.from(told).toString().split(' ');
    return Buffer.compare(signature(service, nonce, message), told) === 0;
  }
}

/** The least that a sound image has besides its packages. */
const BASE: readonly LayerEntry[] = [
  { path: 'home/nonroot', type: 'directory', mode: 0o700, uid: 65532, gid: 65532 },
  {
    ...{ path: 'usr/bin/server', type: 'file', mode: 0o755, uid: 0, gid: 0 },
    ...{ content: elfOf({ needed: [] }), md5: '0'.repeat(32) },
  },
];

/** A version of which the tests of an image say no. */
export const isBroken = (version: string): boolean => version.endsWith('.13');

/** Layers as a pure function of what is in them; making them takes its time. */
export class SimulatedAssembler extends ImageAssembler {
  override readonly codecVersion = 2;
  private readonly layers: InMemoryLayers;

  /** @param broken the layers of packages that do not work are put in here */
  constructor(
    content: ContentStore,
    private readonly broken: Set<string>,
    private readonly effort: Effort,
  ) {
    super();
    this.layers = new InMemoryLayers(content);
  }

  override async assemble(
    { plan, packages, recipe }: AssemblyRequest,
    { signal }: Parameters<ImageAssembler['assemble']>[1],
  ): Promise<Assembly> {
    const layers: AssembledLayer[] = [];
    for (const planned of plan) {
      const inside = packages.filter(({ purl }) => planned.packages.includes(purl));
      const entries = planned.kind === 'base' ? BASE : inside.map(fileOf);
      const named =
        planned.kind === 'top'
          ? [
              textFile(
                'etc/image',
                canonicalJson({ recipe: sha256(canonicalJson(JSON.parse(JSON.stringify(recipe)))) }),
              ),
            ]
          : [];
      const { digest: made, size } = await this.layers.write([...entries, ...named]);
      if (inside.some(({ version }) => isBroken(version))) this.broken.add(made);
      layers.push({ ...planned, digest: made, diffId: made, sizeBytes: size });
    }
    await this.effort.take(3_000, signal);
    const cost = { wallMs: 0, cpuMs: 0, layersBuilt: layers.length, layersReused: 0 };
    return { layers, mtime: TOY_TIME, bundled: [], cost, diverged: [] };
  }
}

const textFile = (path: string, text: string): LayerEntry => ({
  ...{ path, type: 'file', mode: 0o644, uid: 0, gid: 0 },
  ...{ content: Buffer.from(text), md5: '0'.repeat(32) },
});

const fileOf = ({ name, version }: LockedInput): LayerEntry => textFile(`usr/share/doc/${name}`, version);

/** Packages of tests as layers: nobody looks into them. */
export const packageLayers = {
  layer: async ({ sha256: of }: LockedPackage): Promise<Digest> => digest(of),
  whole: async ({ sha256: of }: LockedPackage): Promise<Digest> => digest(of),
  programs: async ({ sha256: of }: LockedPackage): Promise<Digest> => digest(of),
  system: async (files: readonly LockedPackage[]): Promise<Digest> => digest(files[0]?.sha256 ?? ''),
};
