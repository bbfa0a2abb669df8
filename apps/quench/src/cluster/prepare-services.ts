import { join } from 'node:path';
import type { DataDirectory } from '@quench/platform/data-directory';
import type { DatabaseAddress } from '@quench/platform/database-server';
import { FileSigner, publishKey } from '@quench/platform/signing';
import { prepareSchema } from '@quench/platform/service-host';
import type { ServiceName } from '@quench/platform/service-process';
import { roleSecret } from '../factory/role-secret.js';
import { loadServices } from '../factory/services.js';

/** The secret of a data directory that is the token which services show each other. */
export const SERVICES_TOKEN = 'services-token';

/** Where the keys of services are. */
export function keyPlaces({ keys }: DataDirectory): {
  keyOf(service: ServiceName): string;
  /** A folder with those of all, and nothing else. */
  readonly publicKeys: string;
} {
  return { keyOf: (service) => join(keys, `${service}.key`), publicKeys: join(keys, 'public') };
}

/**
 * Makes of every service what it may not make itself: its key, its role with a password, its schema as this version
 * needs it; and the token of all. Needs the admin's password, which the services are not given.
 * @throws as `FileSigner.open`, `publishKey`, `prepareSchema`
 */
export async function prepareServices(directory: DataDirectory, postgres: DatabaseAddress): Promise<void> {
  const { host, port, database, user, password } = postgres;
  const { publicKeys } = keyPlaces(directory);
  await directory.secret(SERVICES_TOKEN);
  for (const definition of await loadServices()) {
    const signer = await FileSigner.open({ folder: directory.keys, service: definition.name });
    await publishKey(publicKeys, signer.publicKey);
    const { value: rolePassword } = await directory.secret(roleSecret(definition.name));
    await prepareSchema(definition, { host, port, database, admin: { user, password }, rolePassword });
  }
}
