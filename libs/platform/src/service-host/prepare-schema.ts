import { prepareDatabase, type PrepareOptions } from '../database/index.js';
import { migrationsOf, type ServiceDefinition } from './service-definition.js';

/**
 * Makes a service's role and schema, or brings them up to date, and sets the role's password.
 * @throws as `prepareDatabase`
 */
export const prepareSchema = (
  { name: service, migrations }: Pick<ServiceDefinition, 'name' | 'migrations'>,
  place: Omit<PrepareOptions, 'service' | 'migrations'>,
): Promise<void> => prepareDatabase({ ...place, service, migrations: migrationsOf({ migrations }) });
