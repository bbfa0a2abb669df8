import { InMemoryPatterns } from './in-memory-patterns.js';
import { patternsContract } from './patterns.contract.js';

patternsContract('in memory', () => new InMemoryPatterns());
