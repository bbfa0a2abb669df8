import { conforms } from '../jest.js';
import { toyProjectSamples } from './toy-project-samples.fixture.js';
import { toyProject } from './toy-project.fixture.js';
import { toyTools } from './toy-tools.fixture.js';

conforms({ kind: 'project', make: toyProject, samples: toyProjectSamples }, toyTools);
