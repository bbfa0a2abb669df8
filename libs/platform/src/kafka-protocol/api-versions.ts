import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';

/** Where a broker answers, and how what it says is kept to ourselves. */
export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
  readonly tls?: ConnectionOptions | undefined;
}

/** Which versions of a request a broker knows, both inclusive. */
export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

/** By the number of the request. */
export type ApiVersions = ReadonlyMap<number, VersionRange>;

const ANSWER_MS = 2_000;
/** A broker of today answers 600 bytes. */
const MAX_BYTES = 65_536;
const API_VERSIONS = 18;
const CORRELATION = 1;

/** Request header v1 and ApiVersions v0: length, key, version, correlation, client id of no letters. */
function request(): Buffer {
  const bytes = Buffer.alloc(14);
  bytes.writeInt32BE(10, 0);
  bytes.writeInt16BE(API_VERSIONS, 4);
  bytes.writeInt16BE(0, 6);
  bytes.writeInt32BE(CORRELATION, 8);
  return bytes;
}

/**
 * Asks a broker which requests it knows, the one thing that it tells before it knows who asks. A port that is open comes
 * too early, so this is also the question whether a broker works.
 * @returns its answer; in words why there is none
 */
export function askApiVersions(address: BrokerAddress): Promise<ApiVersions | string> {
  const { host, port, tls } = address;
  return new Promise((resolve) => {
    const socket: Socket = tls === undefined ? connect({ host, port }) : connectTls({ host, port, ...tls });
    let answer = Buffer.alloc(0);
    const end = (outcome: ApiVersions | string): void => {
      clearTimeout(deadline);
      socket.destroy();
      resolve(outcome);
    };
    // Of all of it: bytes that drip in do not make it longer.
    const deadline = setTimeout(() => {
      end(`nothing answers at port ${String(port)} in ${String(ANSWER_MS / 1000)} s`);
    }, ANSWER_MS);
    socket.on('error', ({ message, code }: NodeJS.ErrnoException) => {
      // A name of several addresses fails with a code alone.
      end(message || String(code));
    });
    socket.on('close', () => {
      end(`port ${String(port)} was closed without an answer`);
    });
    socket.on(tls === undefined ? 'connect' : 'secureConnect', () => socket.write(request()));
    socket.on('data', (bytes: Buffer) => {
      answer = Buffer.concat([answer, bytes]);
      const stranger = `what answers at port ${String(port)} is not Kafka`;
      if (answer.length < 4) return;
      const length = answer.readInt32BE(0);
      if (length < 10 || length > MAX_BYTES) end(stranger);
      else if (answer.length >= 4 + length) end(rangesIn(answer.subarray(4, 4 + length)) ?? stranger);
    });
  });
}

/** Correlation, error code, and a list of key, lowest and highest version. Undefined when it is none. */
function rangesIn(answer: Buffer): ApiVersions | undefined {
  if (answer.readInt32BE(0) !== CORRELATION || answer.readInt16BE(4) !== 0) return undefined;
  const count = answer.readInt32BE(6);
  if (count < 0 || 10 + count * 6 > answer.length) return undefined;
  return new Map(
    Array.from({ length: count }, (_none, at) => {
      const from = 10 + at * 6;
      return [answer.readInt16BE(from), { min: answer.readInt16BE(from + 2), max: answer.readInt16BE(from + 4) }];
    }),
  );
}
