import { Rejection, TransientFault } from '@quench/kernel';
import type { KafkaConfiguration } from './kafka-configuration.js';
import type { DatabaseConfiguration } from './service-configuration.js';

/**
 * At the start of a service, what is not reached may be there and the configuration wrong: says which options name it.
 * @throws TransientFault `database-unavailable`; what else was thrown, as it is
 */
export const reachingDatabase = <T>(
  { host, port }: Pick<DatabaseConfiguration, 'host' | 'port'>,
  asked: Promise<T>,
): Promise<T> =>
  asked.catch((fault: unknown) => {
    if (!isUnavailable(fault, 'database-unavailable')) throw fault;
    const said =
      `The PostgreSQL at ${host}:${String(port)} (database.host, database.port) cannot be used. ${fault.message}. ` +
      'Look whether it runs, and whether these options name it';
    throw new TransientFault(fault.code, said, { cause: fault });
  });

/**
 * As `reachingDatabase`; a login that brokers refuse is refused, since trying again changes nothing. Never tells a password.
 * @param within the option that these are options of, with its full stop; empty where they are those of the file
 * @throws Rejection `kafka-login-refused`; TransientFault `kafka-unavailable`; what else was thrown, as it is
 */
export const reachingKafka = <T>(
  { brokers, login }: Pick<KafkaConfiguration, 'brokers' | 'login'>,
  asked: Promise<T>,
  within = 'kafka.',
): Promise<T> =>
  asked.catch((fault: unknown) => {
    if (!isUnavailable(fault, 'kafka-unavailable')) throw fault;
    const at = `The brokers at ${brokers.join(', ')} (${within}brokers)`;
    if (login !== undefined && isLoginRefused(fault.cause)) {
      const said =
        `${at} do not let in the user ${login.user} (${within}login.user) with the password in ${login.passwordFile} ` +
        `(${within}login.passwordFile) by ${login.mechanism} (${within}login.mechanism). ` +
        'Correct these options or the file, or give the user that password on the brokers';
      throw new Rejection('kafka-login-refused', said, { cause: fault });
    }
    const said = `${at} cannot be used. ${fault.message}. Look whether they run, and whether that option names them`;
    throw new TransientFault(fault.code, said, { cause: fault });
  });

const isUnavailable = (fault: unknown, code: string): fault is TransientFault =>
  fault instanceof TransientFault && fault.code === code;

/** However often kafkajs wrapped it. */
const isLoginRefused = (fault: unknown): boolean =>
  fault instanceof Error && (fault.name === 'KafkaJSSASLAuthenticationError' || isLoginRefused(fault.cause));
