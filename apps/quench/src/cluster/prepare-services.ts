import { join } from 'node:path';
import type { DataDirectory } from '@quench/platform/data-directory';
import type { DatabaseAddress } from '@quench/platform/database-server';
import { FileSigner, publishKey } from '@quench/platform/signing';
import { prepareSchema } from '@quench/platform/service-host';
import type { ServiceName } from '@quench/platform/service-process';
import { services } from '../factory/services.js';

/** The secret that is the password of a service's role. */
export const roleSecret = (service: ServiceName): string => `role-${service}`;

/** Where the keys of services are, below a data directory. */
export function keyPlaces(data: string): {
  keyOf(service: ServiceName): string;
  /** A folder with those of all, and nothing else. */
  readonly publicKeys: string;
} {
  const folder = join(data, 'keys');
  return { keyOf: (service) => join(folder, `${service}.key`), publicKeys: join(folder, 'public') };
}

/**
 * Makes of every service what it may not make itself: its key, its role with a password, its schema as this version
 * needs it. Needs the admin's password, which the services are not given.
 * @throws as `FileSigner.open`, `publishKey`, `prepareSchema`
 */
export async function prepareServices(directory: DataDirectory, postgres: DatabaseAddress): Promise<void> {
  const { host, port, database, user, password } = postgres;
  const { publicKeys } = keyPlaces(directory.path);
  for (const definition of services) {
    const signer = await FileSigner.open({ folder: join(directory.path, 'keys'), service: definition.name });
    await publishKey(publicKeys, signer.publicKey);
    const { value: rolePassword } = await directory.secret(roleSecret(definition.name));
    await prepareSchema(definition, { host, port, database, admin: { user, password }, rolePassword });
  }
}
