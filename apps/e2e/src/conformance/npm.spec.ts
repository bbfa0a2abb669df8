import { conforms } from '@quench/plugin-conformance/jest';
import { hostTools } from '@quench/platform/plugin-host';
import { npm } from '@quench/plugin-npm';
import { samples } from '@quench/plugin-npm/samples';

conforms({ kind: 'project', make: npm, samples }, hostTools);
