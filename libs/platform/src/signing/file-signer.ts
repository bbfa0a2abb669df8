import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IntegrityFault, Rejection } from '@quench/kernel';
import { Signer, type PublicKey } from '@quench/ports';
import { errorCode, unlessMissing } from '../node-errors/index.js';
import { publicKeyOf } from './public-key.js';

/** Where a service's key lies, beside those of the others: `<service>.key` (0600) and `<service>.pub`. */
interface KeyPlace {
  readonly folder: string;
  readonly service: string;
}

/** Where a service that runs apart finds its own private key, and the public keys of all as `<service>.pub`. */
export interface OwnKeyPlace {
  readonly keyFile: string;
  readonly publicKeys: string;
  readonly service: string;
}

/** A private key in a file that only its owner can read. */
export class FileSigner extends Signer {
  private constructor(
    override readonly publicKey: PublicKey,
    private readonly key: KeyObject,
  ) {
    super();
  }

  /**
   * Opens the key, or makes it where there has never been one. Two processes that make it at once get the same one.
   * @throws Rejection `key-file-exposed` when others than the owner may read the file, `key-missing` when only its
   * public half is there
   * @throws IntegrityFault `key-malformed`, `key-halves-differ`
   */
  static async open({ folder, service }: KeyPlace): Promise<FileSigner> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${service}.key`);
    // Before the private half: who makes a key publishes it last.
    const published = await readPublished(folder, service);
    const pem =
      (await readPrivate(path, service)) ?? (published === undefined ? await make(folder, service) : undefined);
    const signer = FileSigner.of(service, pem, path);
    await publishKey(folder, signer.publicKey);
    return signer;
  }

  /**
   * Opens the key of a service that makes none: an operator, or the supervisor of a cluster, gave it one.
   * @throws Rejection `key-file-exposed`, `key-missing` when either half is, or what is there is no file
   * @throws IntegrityFault `key-malformed`, `key-halves-differ`
   */
  static async openOwn({ keyFile, publicKeys, service }: OwnKeyPlace): Promise<FileSigner> {
    const signer = FileSigner.of(service, await readPrivate(keyFile, service), keyFile);
    refuseOther(signer.publicKey, await readPublicKey({ folder: publicKeys, service }), publicKeys);
    return signer;
  }

  private static of(service: string, pem: string | undefined, path: string): FileSigner {
    if (pem === undefined) {
      throw new Rejection(
        'key-missing',
        `The private key of ${service} is not at ${path}; put it back from a backup: a new one would not be believed`,
      );
    }
    const key = parse(pem, path);
    const publicPem = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
    return new FileSigner(publicKeyOf(service, publicPem), key);
  }

  override sign(message: Uint8Array): Promise<Uint8Array> {
    // DER is what Node writes by default; with options beside the key each signature takes nearly twice as long.
    return Promise.resolve(sign('sha256', message, this.key));
  }
}

/**
 * The public half of a service's key, for those who trust it.
 * @throws IntegrityFault `key-malformed`; Rejection `key-missing` when nobody has put it there
 */
export async function readPublicKey({ folder, service }: KeyPlace): Promise<PublicKey> {
  const key = await readPublished(folder, service);
  if (key !== undefined) return key;
  throw new Rejection(
    'key-missing',
    `There is no public key of ${service} in ${folder}. Where its private key is, \`openssl pkey -in ${service}.key ` +
      `-pubout -out ${service}.pub\` writes it: copy it there as ${service}.pub, or name the folder that has it`,
  );
}

/**
 * Puts a public key where others look for it, as `<service>.pub`. One that is there is never replaced by another.
 * @throws Rejection `key-missing` when what is there is a folder
 * @throws IntegrityFault `key-malformed`, `key-halves-differ`
 */
export async function publishKey(folder: string, key: PublicKey): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const published = await readPublished(folder, key.service);
  if (published !== undefined) {
    refuseOther(key, published, folder);
    return;
  }
  const aside = asideOf(folder, `${key.service}.pub`);
  try {
    await writeFile(aside, key.pem, { mode: 0o644, flag: 'wx', flush: true });
    await chmod(aside, 0o644);
    await rename(aside, join(folder, `${key.service}.pub`));
  } finally {
    await rm(aside, { force: true });
  }
  await sync(folder);
}

function refuseOther(own: PublicKey, published: PublicKey, folder: string): void {
  if (own.keyId === published.keyId) return;
  throw new IntegrityFault(
    'key-halves-differ',
    `${join(folder, `${own.service}.pub`)} is not the public half of the private key of ${own.service}`,
  );
}

async function readPublished(folder: string, service: string): Promise<PublicKey | undefined> {
  const path = join(folder, `${service}.pub`);
  const pem = await readFile(path, 'utf8').catch((fault: unknown) => {
    if (errorCode(fault) !== 'EISDIR') return unlessMissing(fault);
    const said = `The public key of ${service} is looked for at ${path}, which is a folder; put the file itself there`;
    throw new Rejection('key-missing', said, { cause: fault });
  });
  return pem === undefined ? undefined : publicKeyOf(service, pem);
}

async function readPrivate(path: string, service: string): Promise<string | undefined> {
  const found = await stat(path).catch(unlessMissing);
  if (found === undefined) return undefined;
  if (!found.isFile()) {
    const what = found.isDirectory()
      ? `a folder; name the file in it, such as ${join(path, `${service}.key`)}`
      : 'no file';
    throw new Rejection('key-missing', `The private key of ${service} is looked for at ${path}, which is ${what}`);
  }
  if ((found.mode & 0o077) !== 0) {
    throw new Rejection(
      'key-file-exposed',
      `${path} can be read by others than its owner; make a new key, or chmod 600 it`,
    );
  }
  return readFile(path, 'utf8');
}

/**
 * Written aside and linked into place, which fails when another process was first. The name is as lasting as the bytes
 * when this ends: images signed by a key that a power cut took away could not be signed again.
 */
async function make(folder: string, service: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const path = join(folder, `${service}.key`);
  const aside = asideOf(folder, `${service}.key`);
  const file = await open(aside, 'wx', 0o600);
  try {
    await file.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await file.sync();
    await file.close();
    await link(aside, path).catch(unlessThere);
  } finally {
    await rm(aside, { force: true });
  }
  await sync(folder);
  return readFile(path, 'utf8');
}

async function sync(folder: string): Promise<void> {
  const opened = await open(folder);
  await opened.sync().finally(() => opened.close());
}

const asideOf = (folder: string, name: string): string =>
  join(folder, `.${name}.${String(process.pid)}.${process.hrtime.bigint().toString(36)}`);

function parse(pem: string, path: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new IntegrityFault('key-malformed', `${path} holds no private key`, { cause });
  }
}

const unlessThere = (fault: unknown): void => {
  if (errorCode(fault) !== 'EEXIST') throw fault;
};
