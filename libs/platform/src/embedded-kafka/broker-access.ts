/** Whom brokers let in. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

/** The names of the listeners. */
export const CLIENTS = 'CLIENTS';
export const CONTROLLER = 'CONTROLLER';

/** How clients say who they are. */
export const MECHANISM = 'SCRAM-SHA-512';

const SCRAM = 'org.apache.kafka.common.security.scram.ScramLoginModule';
const PLAIN = 'org.apache.kafka.common.security.plain.PlainLoginModule';

/**
 * Nobody is let in without the password, not even on loopback, where every user of the machine can knock. Controllers
 * cannot use SCRAM: its users are in the very log that they are about to read.
 */
export function accessSettings({ user, password }: Login): Readonly<Record<string, string>> {
  const known = `username="${user}" password="${password}"`;
  return {
    'inter.broker.listener.name': CLIENTS,
    'controller.listener.names': CONTROLLER,
    'listener.security.protocol.map': `${CLIENTS}:SASL_PLAINTEXT,${CONTROLLER}:SASL_PLAINTEXT`,
    'sasl.enabled.mechanisms': MECHANISM,
    'sasl.mechanism.inter.broker.protocol': MECHANISM,
    'sasl.mechanism.controller.protocol': 'PLAIN',
    [`listener.name.clients.${MECHANISM.toLowerCase()}.sasl.jaas.config`]: `${SCRAM} required ${known};`,
    'listener.name.controller.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.controller.plain.sasl.jaas.config': `${PLAIN} required ${known} user_${user}="${password}";`,
  };
}

/** The option with which data are made that know the user. */
export const userOption = ({ user, password }: Login): readonly [string, string] => [
  '--add-scram',
  `${MECHANISM}=[name=${user},password=${password}]`,
];
