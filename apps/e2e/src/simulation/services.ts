import type { Type } from '@nestjs/common';
import { BuilderModule } from '@quench/builder-feature';
import { DistributorModule } from '@quench/distributor-feature';
import { HistorianModule } from '@quench/historian-feature';
import { TesterModule } from '@quench/tester-feature';
import { WatcherModule } from '@quench/watcher-feature';

/** The services of the product, each the module that its own process runs. */
export const modules = {
  watcher: WatcherModule,
  builder: BuilderModule,
  tester: TesterModule,
  distributor: DistributorModule,
  historian: HistorianModule,
} as const satisfies Readonly<Record<string, Type>>;

export type ServiceName = keyof typeof modules;

export const SERVICES: readonly ServiceName[] = ['watcher', 'builder', 'tester', 'distributor', 'historian'];
