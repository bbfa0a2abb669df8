import { Rejection } from '@quench/kernel';
import type { KafkaAccess, KafkaTls } from '../kafka-feed/index.js';
import type { KafkaConfiguration, KafkaLoginConfiguration, KafkaTlsConfiguration } from './kafka-configuration.js';
import { secretIn } from './secret-in.js';

/**
 * How brokers are known and who we are to them, with what the named files hold.
 * @throws Rejection `configuration-invalid` when a file cannot be read or the parts do not go together
 */
export async function kafkaAccessOf({ tls, login }: Pick<KafkaConfiguration, 'tls' | 'login'>): Promise<KafkaAccess> {
  if (login?.mechanism === 'plain' && tls === undefined) {
    throw new Rejection(
      'configuration-invalid',
      'kafka.login.mechanism = "plain" shows the password to everybody on the way: set kafka.tls, or use scram-sha-512',
    );
  }
  return {
    tls: tls === undefined ? undefined : await tlsOf(tls),
    login: login === undefined ? undefined : await loginOf(login),
  };
}

async function tlsOf({ authoritiesFile, certificateFile, keyFile }: KafkaTlsConfiguration): Promise<KafkaTls> {
  if ((certificateFile === undefined) !== (keyFile === undefined)) {
    throw new Rejection(
      'configuration-invalid',
      'kafka.tls: certificateFile and keyFile go together; set both or none',
    );
  }
  return {
    authorities: authoritiesFile === undefined ? undefined : await secretIn(authoritiesFile),
    own:
      certificateFile === undefined || keyFile === undefined
        ? undefined
        : { certificate: await secretIn(certificateFile), key: await secretIn(keyFile) },
  };
}

const loginOf = async ({ mechanism, user, passwordFile }: KafkaLoginConfiguration) => ({
  mechanism,
  user,
  password: await secretIn(passwordFile),
});
