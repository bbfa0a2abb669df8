import type { Projection, Reactor } from '@quench/kernel';
import { Service } from '@quench/ports';
import { noteEffect } from './session.js';

/** Names the cursor of a projection, as the runtime does. */
export const consumerOf = ({ name, version }: Pick<Projection<object>, 'name' | 'version'>): string =>
  `${name}@${String(version)}`;

/** The same service, of whose rules the ledger hears when they are asked about an event. */
export function observed(service: Service): Service {
  const reactors = service.reactors.map((reactor): Reactor => ({
    ...reactor,
    react: (event) => {
      noteEffect(reactor.name, event.id);
      return reactor.react(event);
    },
  }));
  const projections = service.projections.map((projection): Projection<object> => ({
    ...projection,
    keys: (event) => {
      noteEffect(consumerOf(projection), event.id);
      return projection.keys(event);
    },
  }));
  const { name, workers, resyncs, gauges } = service;
  return { name, workers, resyncs, gauges, reactors, projections };
}
