import type { Register } from '../context.js';
import { shortDigest, table } from '../output.js';

/** `key list` */
export const keyCommands: Register = (program, context) => {
  program
    .command('key')
    .description('the keys that services sign with')
    .command('list')
    .description('each service that signs, with its public key')
    .action(async (_options, command) => {
      const keys = await context.withFactory(command, 'look', (factory) => Promise.resolve(factory.keys));
      const data = keys.map(({ service, keyId, pem }) => ({ service, keyId, publicKey: pem }));
      context.write(command, {
        data,
        lines: table(
          ['service', 'key'],
          keys.map(({ service, keyId }) => [service, shortDigest(keyId)]),
        ),
      });
    });
};
