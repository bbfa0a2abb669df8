import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ArchiveWorld, writtenCatalog } from '@quench/testing';
import { ProductVersion } from './build/build-recipe.js';
import { BuilderModule } from './builder.module.js';
import { ApplyCatalog } from './catalog/apply-catalog.handler.js';

/** Somebody who asks by hand. */
export const somebody = { kind: 'person', id: 'somebody', authenticatedBy: 'local-user' } as const;

/** A builder at work in memory. */
export interface BuilderWorld {
  readonly world: ArchiveWorld;
  readonly app: INestApplicationContext;
  /** Applies a catalog without mistakes, retires what is named, and lets the builder do what it will. */
  apply(images: Readonly<Record<string, object>>, ...retire: readonly string[]): Promise<void>;
  /** Another process on the same events and contents: nothing that was checked is remembered. */
  restart(): Promise<void>;
}

export async function openBuilder(): Promise<BuilderWorld> {
  const world = new ArchiveWorld('builder');
  const open = () => world.open(BuilderModule, { provide: ProductVersion, useValue: { text: '1.2.3' } });
  let app = await open();
  const apply: BuilderWorld['apply'] = async (images, ...retire) => {
    const options = { idempotencyKey: randomUUID(), actor: somebody, retire };
    const { problems } = await app.get(CommandBus).execute(new ApplyCatalog(writtenCatalog(images), options));
    if (problems.length > 0) throw new Error(problems.join('\n'));
    await world.settle();
  };
  const restart: BuilderWorld['restart'] = async () => {
    await app.close();
    app = await open();
  };
  return {
    world,
    get app() {
      return app;
    },
    apply,
    restart,
  };
}

/** Declares a builder for each test of a file, which is the one of the test that runs. */
export function givenBuilder(): BuilderWorld {
  let of: BuilderWorld;
  beforeEach(async () => {
    of = await openBuilder();
  });
  afterEach(() => of.app.close());
  return {
    get world() {
      return of.world;
    },
    get app() {
      return of.app;
    },
    apply: (...wanted) => of.apply(...wanted),
    restart: () => of.restart(),
  };
}
