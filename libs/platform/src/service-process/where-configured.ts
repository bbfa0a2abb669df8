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
 * Who told what is known of the brokers: a person in options, which are those of the option `within` (with its full stop;
 * empty where they are those of the file), or a cluster that runs the brokers itself.
 */
export type ToldBy = { readonly within: string } | 'own-cluster';

/**
 * As `reachingDatabase`; a login that brokers refuse is refused, since trying again changes nothing. Never tells a password.
 * @throws Rejection `kafka-login-refused`; TransientFault `kafka-unavailable`; what else was thrown, as it is
 */
export const reachingKafka = <T>(
  { brokers, login }: Pick<KafkaConfiguration, 'brokers' | 'login'>,
  asked: Promise<T>,
  by: ToldBy = { within: 'kafka.' },
): Promise<T> =>
  asked.catch((fault: unknown) => {
    if (!isUnavailable(fault, 'kafka-unavailable')) throw fault;
    const option = (name: string): string => (by === 'own-cluster' ? '' : ` (${by.within}${name})`);
    const at = `The brokers at ${brokers.join(', ')}${option('brokers')}`;
    if (login !== undefined && isLoginRefused(fault.cause)) {
      const said =
        `${at} do not let in the user ${login.user}${option('login.user')} with the password in ${login.passwordFile}` +
        `${option('login.passwordFile')} by ${login.mechanism}${option('login.mechanism')}. ` +
        (by === 'own-cluster'
          ? 'The cluster made that user: start it anew, which makes it again: quench cluster down, then quench cluster up'
          : 'Correct these options or the file, or give the user that password on the brokers');
      throw new Rejection('kafka-login-refused', said, { cause: fault });
    }
    const remedy =
      by === 'own-cluster'
        ? 'Look whether the cluster runs them: quench cluster status'
        : 'Look whether they run, and whether that option names them';
    throw new TransientFault(fault.code, `${at} cannot be used. ${fault.message}. ${remedy}`, { cause: fault });
  });

const isUnavailable = (fault: unknown, code: string): fault is TransientFault =>
  fault instanceof TransientFault && fault.code === code;

/** However often kafkajs wrapped it. */
const isLoginRefused = (fault: unknown): boolean =>
  fault instanceof Error && (fault.name === 'KafkaJSSASLAuthenticationError' || isLoginRefused(fault.cause));
