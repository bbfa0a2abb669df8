import { readConfiguration } from '../configuration/index.js';
import { prepareDatabase } from '../database/index.js';
import { migrationsOf, type ServiceDefinition } from '../service-host/index.js';
import { AdminConfiguration } from './admin-configuration.js';
import { secretIn } from './secret-in.js';
import type { ServiceConfiguration } from './service-configuration.js';

/**
 * Makes a service's role and schema, or brings them up to date, and sets the role's password to the service's.
 * @param adminFile an `AdminConfiguration`
 * @throws Rejection `configuration-invalid`; as `prepareDatabase`
 */
export async function prepareService(
  { name: service, migrations }: Pick<ServiceDefinition, 'name' | 'migrations'>,
  { database: { host, port, name: database, rolePasswordFile } }: Pick<ServiceConfiguration, 'database'>,
  adminFile: string,
): Promise<void> {
  const { user, passwordFile } = await readConfiguration(AdminConfiguration, adminFile);
  const admin = { user, password: await secretIn(passwordFile) };
  const rolePassword = await secretIn(rolePasswordFile);
  await prepareDatabase({
    host,
    port,
    database,
    admin,
    service,
    rolePassword,
    migrations: migrationsOf({ migrations }),
  });
}
