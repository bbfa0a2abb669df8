import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
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

/** A private key in a file that only its owner can read, made when it is first asked for. */
export class FileSigner extends Signer {
  private constructor(
    override readonly publicKey: PublicKey,
    private readonly key: KeyObject,
  ) {
    super();
  }

  /**
   * Opens the key, or makes it. Two processes that make it at once get the same one.
   * @throws Rejection `key-file-exposed` when others than the owner may read the file
   * @throws IntegrityFault `key-malformed`
   */
  static async open(place: KeyPlace): Promise<FileSigner> {
    await mkdir(place.folder, { recursive: true, mode: 0o700 });
    const path = join(place.folder, `${place.service}.key`);
    const pem = (await readPrivate(path)) ?? (await make(place, path));
    const key = parse(pem, path);
    const publicKey = publicKeyOf(
      place.service,
      createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
    );
    await publish(place, publicKey.pem);
    return new FileSigner(publicKey, key);
  }

  override sign(message: Uint8Array): Promise<Uint8Array> {
    return Promise.resolve(sign('sha256', message, { key: this.key, dsaEncoding: 'der' }));
  }
}

/**
 * The public half of a service's key, for those who trust it.
 * @throws IntegrityFault `key-malformed`; Rejection `key-missing` before the service's first start
 */
export async function readPublicKey({ folder, service }: KeyPlace): Promise<PublicKey> {
  const pem = await readFile(join(folder, `${service}.pub`), 'utf8').catch(unlessMissing);
  if (pem === undefined) {
    throw new Rejection(
      'key-missing',
      `There is no public key of ${service} in ${folder}; start ${service} once to make it`,
    );
  }
  return publicKeyOf(service, pem);
}

async function readPrivate(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(unlessMissing);
  if (found === undefined) return undefined;
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
async function make({ folder, service }: KeyPlace, path: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const aside = join(folder, `.${service}.key.${String(process.pid)}.${process.hrtime.bigint().toString(36)}`);
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

async function publish({ folder, service }: KeyPlace, pem: string): Promise<void> {
  const path = join(folder, `${service}.pub`);
  if ((await readFile(path, 'utf8').catch(unlessMissing)) === pem) return;
  await writeFile(path, pem, { mode: 0o644 });
  await chmod(path, 0o644);
}

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
