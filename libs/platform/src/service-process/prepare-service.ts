import { readConfiguration } from '../configuration/index.js';
import { prepareSchema, type ServiceDefinition } from '../service-host/index.js';
import { AdminConfiguration } from './admin-configuration.js';
import { secretIn } from './secret-in.js';
import type { ServiceConfiguration } from './service-configuration.js';
import { reachingDatabase } from './where-configured.js';

/**
 * Makes a service's role and schema, or brings them up to date, and sets the role's password to the service's.
 * @param adminFile an `AdminConfiguration`
 * @throws Rejection `configuration-invalid`; as `prepareSchema`
 */
export async function prepareService(
  definition: Pick<ServiceDefinition, 'name' | 'migrations'>,
  { database: { host, port, name: database, rolePasswordFile } }: Pick<ServiceConfiguration, 'database'>,
  adminFile: string,
): Promise<void> {
  const { user, passwordFile } = await readConfiguration(AdminConfiguration, adminFile);
  const admin = { user, password: await secretIn(passwordFile) };
  const rolePassword = await secretIn(rolePasswordFile);
  await reachingDatabase({ host, port }, prepareSchema(definition, { host, port, database, admin, rolePassword }));
}
