import {
  type AssembledLayer,
  envelopeOf,
  preAuthEncoding,
  readEnvelope,
  readStatement,
  statementBytes,
  type LockedPackage,
} from '@quench/contracts';
import { canonicalJson, digest, hex, IntegrityFault, sha256, type Digest } from '@quench/kernel';
import {
  ImageAssembler,
  Signer,
  Statements,
  type Assembly,
  type AssemblyRequest,
  type ContentStore,
  type LayerEntry,
  type PublicKey,
  type SignedStatement,
  type Statement,
} from '@quench/ports';
import { elfOf, InMemoryLayers, TOY_TIME } from '@quench/testing';
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
export class SimulatedStatements extends Statements {
  constructor(
    private readonly signer: Signer,
    private readonly content: ContentStore,
  ) {
    super();
  }

  override async sign(statement: Statement): Promise<SignedStatement> {
    const payload = statementBytes(statement);
    const signed = await this.signer.sign(preAuthEncoding(payload));
    const bytes = Buffer.from(canonicalJson({ ...envelopeOf(payload, signed) }));
    return { envelope: (await this.content.write(bytes)).digest, bytes };
  }

  override async verify(envelope: Digest, service: string): Promise<Statement> {
    const bytes = await this.content.read(envelope, { maxBytes: 10_000_000 });
    const { payload, signature: told } = readEnvelope(Buffer.from(bytes).toString());
    const [nonce = ''] = Buffer.from(told).toString().split(' ');
    const good = Buffer.compare(signature(service, nonce, preAuthEncoding(payload)), told) === 0;
    if (!good) throw new IntegrityFault('signature-invalid', `${envelope} is not signed by ${service}`);
    return readStatement(payload);
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

const fileOf = ({ name, version }: LockedPackage): LayerEntry => textFile(`usr/share/doc/${name}`, version);

/** Packages of tests as layers: nobody looks into them. */
export const packageLayers = {
  layer: async ({ sha256: of }: LockedPackage): Promise<Digest> => digest(of),
  whole: async ({ sha256: of }: LockedPackage): Promise<Digest> => digest(of),
};
