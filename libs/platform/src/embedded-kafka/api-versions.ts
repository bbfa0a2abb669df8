import { connect } from 'node:net';
import { KAFKA_HOST } from './kafka-files.js';

const ANSWER_MS = 2_000;
const API_VERSIONS = 18;
const CORRELATION = 1;

/** Kafka protocol, request header v1 and ApiVersions v0: length, key, version, correlation, client id of no letters. */
function request(): Buffer {
  const bytes = Buffer.alloc(14);
  bytes.writeInt32BE(10, 0);
  bytes.writeInt16BE(API_VERSIONS, 4);
  bytes.writeInt16BE(0, 6);
  bytes.writeInt32BE(CORRELATION, 8);
  return bytes;
}

/** Length, correlation, error code. */
const ANSWER_BYTES = 10;

/**
 * Whether a broker answers ApiVersions at this port: a port that is open comes too early.
 * @returns why not; undefined when it does
 */
export function askApiVersions(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: KAFKA_HOST, port });
    let answer = Buffer.alloc(0);
    const end = (problem?: string): void => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(ANSWER_MS, () => {
      end(`nothing answers at port ${port} in ${ANSWER_MS / 1000} s`);
    });
    socket.on('error', ({ message }) => {
      end(message);
    });
    socket.on('close', () => {
      end(`port ${port} was closed without an answer`);
    });
    socket.on('connect', () => socket.write(request()));
    socket.on('data', (bytes: Buffer) => {
      answer = Buffer.concat([answer, bytes]);
      if (answer.length < ANSWER_BYTES) return;
      const isOurs = answer.readInt32BE(4) === CORRELATION && answer.readInt16BE(8) === 0;
      end(isOurs ? undefined : `what answers at port ${port} is not Kafka`);
    });
  });
}
