import { conforms } from '@quench/plugin-conformance/jest';
import { hostTools } from '@quench/platform/plugin-host';
import { deb } from '@quench/plugin-deb';
import { samples } from '@quench/plugin-deb/samples';

conforms({ kind: 'distribution', make: deb, samples }, hostTools);
