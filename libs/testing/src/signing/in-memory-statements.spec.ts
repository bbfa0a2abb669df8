import 'reflect-metadata';
import { InMemoryStatements } from './in-memory-statements.js';
import { statementsContract } from './statements.contract.js';

statementsContract('in memory', (signer, trusted, content) => new InMemoryStatements(signer, trusted, content));
