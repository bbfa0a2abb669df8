import type { Provider } from '@nestjs/common';
import { EcdsaStatements } from '@quench/platform/signing';
import { Signer, Statements } from '@quench/ports';
import type { ServiceName } from '@quench/platform/service-process';
import type { SharedParts } from '../shared-parts.js';

/** What a service signs with, and checks with what others signed. */
export function signing(service: ServiceName, { signers, trusted, content }: SharedParts): readonly Provider[] {
  const signer = signers.get(service);
  if (signer === undefined) throw new RangeError(`the ${service} has no key`);
  return [
    { provide: Signer, useValue: signer },
    { provide: Statements, useValue: new EcdsaStatements(signer, trusted, content) },
  ];
}
