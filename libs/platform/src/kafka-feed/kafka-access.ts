/** How brokers are known, and who we are to them. */
export interface KafkaAccess {
  /** Encrypts, and checks the certificates of brokers; none: plain text. */
  readonly tls?: KafkaTls | undefined;
  /** None: as nobody. */
  readonly login?: KafkaLogin | undefined;
}

/** Each is PEM. */
export interface KafkaTls {
  /** Who may have signed the certificates of brokers; none: those whom the machine trusts. */
  readonly authorities?: string | undefined;
  /** What we show brokers that ask who we are, and its key. */
  readonly own?: { readonly certificate: string; readonly key: string } | undefined;
}

export interface KafkaLogin {
  readonly mechanism: LoginMechanism;
  readonly user: string;
  readonly password: string;
}

/** `plain` shows the password to whoever answers, so it goes with `tls` only. */
export const LOGIN_MECHANISMS = ['scram-sha-512', 'scram-sha-256', 'plain'] as const;

export type LoginMechanism = (typeof LOGIN_MECHANISMS)[number];

/** As kafkajs wants to be told. */
export const accessOptions = ({ tls, login }: KafkaAccess = {}): {
  readonly ssl?: TlsOptions;
  readonly sasl?: SaslOptions;
} => ({
  ...(tls === undefined ? {} : { ssl: tlsOptions(tls) }),
  ...(login === undefined ? {} : { sasl: saslOptions(login) }),
});

interface TlsOptions {
  readonly rejectUnauthorized: true;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Of each mechanism apart, since kafkajs has a type for each. */
type SaslOptions = {
  [M in LoginMechanism]: Readonly<{ mechanism: M; username: string; password: string }>;
}[LoginMechanism];

const tlsOptions = ({ authorities, own }: KafkaTls): TlsOptions => ({
  rejectUnauthorized: true,
  ...(authorities === undefined ? {} : { ca: authorities }),
  ...(own === undefined ? {} : { cert: own.certificate, key: own.key }),
});

const saslOptions = ({ mechanism, user: username, password }: KafkaLogin): SaslOptions => ({
  mechanism,
  username,
  password,
});
