import { Ecosystems } from '@quench/ports';
import { toyPlugin } from '@quench/testing';
import { OpenedProjects } from '../plugin-host/index.js';

class ToyEcosystems extends Ecosystems {
  override get(): ReturnType<Ecosystems['get']> {
    return { plugin: toyPlugin } as ReturnType<Ecosystems['get']>;
  }
}

/** The ecosystems of an assembler that knows the toy plugin alone. */
export const TOY_KNOWN = { ecosystems: new ToyEcosystems(), projects: new OpenedProjects([]) };
