import { InMemorySigner } from './in-memory-signer.js';
import { signerContract } from './signer.contract.js';

signerContract('in memory', (service) => Promise.resolve(new InMemorySigner(service)));
