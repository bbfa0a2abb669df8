import { Rejection } from '@quench/kernel';
import { causeTree, type ArchivedEvent, type CauseNode } from '@quench/historian-domain';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Archive } from './archive.js';
import { reference } from './reference.js';

/** The chain of causes of an image, a channel, a digest. */
export class Why extends Query<CauseNode> {
  constructor(readonly ref: string) {
    super();
  }
}

/** The event that says most about why something is there comes first. */
const TELLING = [
  'distributor.ChannelRolledBack.v1',
  'distributor.ChannelMoved.v1',
  'tester.ImageRejected.v1',
  'tester.ImageApproved.v1',
  'builder.ImageBuilt.v1',
  'builder.ManifestBuilt.v1',
  'builder.LockResolved.v1',
  'builder.ResolutionFailed.v1',
  'builder.DefinitionAccepted.v1',
];

@QueryHandler(Why)
export class WhyHandler implements IQueryHandler<Why> {
  constructor(private readonly archive: Archive) {}

  /** @throws Rejection `reference-malformed`, `unknown-to-history` */
  async execute({ ref }: Why): Promise<CauseNode> {
    const events = await this.events(ref);
    const root = TELLING.map((type) => events.findLast((event) => event.type === type)).find(
      (event) => event !== undefined,
    );
    const found = root ?? events.at(-1);
    if (found === undefined) {
      throw new Rejection('unknown-to-history', `Nothing ever happened to "${ref}". See: quench image list`);
    }
    return causeTree(found, await this.archive.ancestors(found));
  }

  private events(ref: string): Promise<readonly ArchivedEvent[]> {
    const named = reference(ref);
    switch (named.kind) {
      case 'digest':
        return this.archive.about(named.digest);
      case 'channel':
        return this.archive.about(`${named.repository}:${named.tag}`);
      case 'image':
        return this.archive.about(named.image);
    }
  }
}
