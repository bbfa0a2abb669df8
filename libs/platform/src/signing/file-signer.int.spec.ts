import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { signerContract } from '@quench/testing';
import { FileSigner, publishKey, readPublicKey } from './file-signer.js';

const folders: string[] = [];
const folder = async (): Promise<string> => {
  const made = await mkdtemp(join(tmpdir(), 'quench-keys-'));
  folders.push(made);
  return made;
};
afterAll(() => Promise.all(folders.map((made) => rm(made, { recursive: true }))));

signerContract('file', async (service) => FileSigner.open({ folder: join(await folder(), 'keys'), service }));

describe('key file', () => {
  it('is made once, readable by its owner only, and found again', async () => {
    const place = { folder: join(await folder(), 'keys'), service: 'builder' };
    const first = await FileSigner.open(place);
    const again = await FileSigner.open(place);
    expect(again.publicKey).toStrictEqual(first.publicKey);
    expect((await stat(join(place.folder, 'builder.key'))).mode & 0o777).toBe(0o600);
    expect(await readPublicKey(place)).toStrictEqual(first.publicKey);
  });

  it('is the same for processes that start at once, and leaves nothing beside it', async () => {
    const place = { folder: await folder(), service: 'tester' };
    const signers = await Promise.all(Array.from({ length: 8 }, () => FileSigner.open(place)));
    expect(new Set(signers.map((signer) => signer.publicKey.keyId)).size).toBe(1);
    expect((await readdir(place.folder)).sort()).toStrictEqual(['tester.key', 'tester.pub']);
  });

  it('is refused when others may read it', async () => {
    const place = { folder: await folder(), service: 'builder' };
    await FileSigner.open(place);
    await chmod(join(place.folder, 'builder.key'), 0o640);
    await expect(FileSigner.open(place)).rejects.toMatchObject({ name: 'Rejection', code: 'key-file-exposed' });
  });

  it('is said to be looked for in a folder, and how the file in it is named', async () => {
    const keyFile = await folder();
    const refused = FileSigner.openOwn({ keyFile, publicKeys: keyFile, service: 'builder' });
    await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'key-missing' });
    await expect(refused).rejects.toThrow(`is a folder; name the file in it, such as ${join(keyFile, 'builder.key')}`);
  });

  it('is missing, too, where its public half is a folder', async () => {
    const place = { folder: await folder(), service: 'builder' };
    await mkdir(join(place.folder, 'builder.pub'));
    for (const read of [FileSigner.open, readPublicKey]) {
      const refused = read(place);
      await expect(refused).rejects.toMatchObject({ name: 'Rejection', code: 'key-missing' });
      await expect(refused).rejects.toThrow(`looked for at ${join(place.folder, 'builder.pub')}, which is a folder`);
    }
  });

  it('is refused when it holds no key, and kept', async () => {
    const place = { folder: await folder(), service: 'builder' };
    const path = join(place.folder, 'builder.key');
    await writeFile(path, 'nothing', { mode: 0o600 });
    await expect(FileSigner.open(place)).rejects.toMatchObject({ name: 'IntegrityFault', code: 'key-malformed' });
    expect(await readFile(path, 'utf8')).toBe('nothing');
  });

  it('says that a public key is missing before the first start', async () => {
    await expect(readPublicKey({ folder: await folder(), service: 'builder' })).rejects.toMatchObject({
      code: 'key-missing',
    });
  });

  it('is not made anew when only its public half is left', async () => {
    const place = { folder: await folder(), service: 'builder' };
    const { publicKey } = await FileSigner.open(place);
    await rm(join(place.folder, 'builder.key'));
    await expect(FileSigner.open(place)).rejects.toMatchObject({ name: 'Rejection', code: 'key-missing' });
    expect(await readdir(place.folder)).toStrictEqual(['builder.pub']);
    expect(await readPublicKey(place)).toStrictEqual(publicKey);
  });

  it('is refused when the public half is of another, and that one is kept', async () => {
    const place = { folder: await folder(), service: 'builder' };
    await FileSigner.open(place);
    const other = await FileSigner.open({ folder: await folder(), service: 'builder' });
    await writeFile(join(place.folder, 'builder.pub'), other.publicKey.pem);
    const refusal = { name: 'IntegrityFault', code: 'key-halves-differ' };
    await expect(FileSigner.open(place)).rejects.toMatchObject(refusal);
    expect(await readPublicKey(place)).toStrictEqual(other.publicKey);
  });

  it('has its public half again when that was lost', async () => {
    const place = { folder: await folder(), service: 'builder' };
    const { publicKey } = await FileSigner.open(place);
    await rm(join(place.folder, 'builder.pub'));
    await FileSigner.open(place);
    expect(await readPublicKey(place)).toStrictEqual(publicKey);
    expect((await stat(join(place.folder, 'builder.pub'))).mode & 0o777).toBe(0o644);
  });
});

describe('the key of a service that runs apart', () => {
  const given = async () => {
    const place = { folder: await folder(), service: 'builder' };
    const { publicKey } = await FileSigner.open(place);
    const publicKeys = join(place.folder, 'public');
    await publishKey(publicKeys, publicKey);
    return { publicKey, own: { keyFile: join(place.folder, 'builder.key'), publicKeys, service: 'builder' } };
  };

  it('is opened where it is', async () => {
    const { own, publicKey } = await given();
    expect((await FileSigner.openOwn(own)).publicKey).toStrictEqual(publicKey);
  });

  it.each(['builder.key', 'builder.pub'])('is not made when %s is missing', async (half) => {
    const { own } = await given();
    await rm(half.endsWith('.key') ? own.keyFile : join(own.publicKeys, half));
    await expect(FileSigner.openOwn(own)).rejects.toMatchObject({ name: 'Rejection', code: 'key-missing' });
  });

  it('is refused when others trust another', async () => {
    const { own } = await given();
    const other = await FileSigner.open({ folder: await folder(), service: 'builder' });
    await expect(publishKey(own.publicKeys, other.publicKey)).rejects.toMatchObject({ code: 'key-halves-differ' });
    await writeFile(join(own.publicKeys, 'builder.pub'), other.publicKey.pem);
    const refusal = { name: 'IntegrityFault', code: 'key-halves-differ' };
    await expect(FileSigner.openOwn(own)).rejects.toMatchObject(refusal);
  });
});
