import { tell, type ArchivedEvent } from '@quench/historian-domain';

/** An event as answers tell it. */
export const fact = (event: ArchivedEvent): object => ({
  id: event.id,
  type: event.type,
  stream: event.stream,
  at: event.sequencedAt,
  text: tell(event),
  data: event.data,
});
