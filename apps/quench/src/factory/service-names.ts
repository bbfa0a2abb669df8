import type { ServiceName } from '@quench/platform/service-process';

/** All services, apart from what each is made of, which is much. */
export const serviceNames: readonly ServiceName[] = ['watcher', 'builder', 'tester', 'distributor', 'historian'];
