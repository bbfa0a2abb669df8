import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';

/** A module of a service, at work on the ports of a world. Whoever opens it closes it. */
export async function openedModule(ports: DynamicModule, module: Type): Promise<INestApplicationContext> {
  // Most specs that read this library are of pure rules, and need not wait for it.
  const { Test } = await import('@nestjs/testing');
  const app = await Test.createTestingModule({ imports: [ports, module] }).compile();
  return app.init();
}
