import { conforms } from '../jest.js';
import { toyDistribution } from './toy-distribution.fixture.js';
import { toyDistributionSamples } from './toy-samples.fixture.js';
import { toyTools } from './toy-tools.fixture.js';

conforms({ kind: 'distribution', make: toyDistribution, samples: toyDistributionSamples }, toyTools);
