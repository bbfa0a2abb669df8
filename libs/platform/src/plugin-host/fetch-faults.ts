import { IntegrityFault, TransientFault } from '@quench/kernel';
import { RegistryThrottled } from '@quench/ports/ecosystems';

/** The registry could not be asked, or answered that it cannot. */
export const unreachable = (url: URL, why: string, cause?: unknown): TransientFault =>
  new TransientFault(
    'registry-unreachable',
    `${url.href} could not be fetched: ${why}. Check the network, the proxy and the CA store of this machine.`,
    { cause },
  );

/** The registry asked for fewer requests. */
export const throttled = (url: URL, status: number, retryAfterMs: number): RegistryThrottled =>
  new RegistryThrottled(`${url.href} answered ${status} and asked to wait ${retryAfterMs} ms.`, retryAfterMs);

/** The answer has more bytes than the caller expects. */
export const responseTooLarge = (url: URL, maxBytes: number): IntegrityFault =>
  new IntegrityFault('response-too-large', `${url.href} answered with more than the ${maxBytes} bytes expected.`);
