import { Rejection } from '@quench/kernel';
import { causeTree, mostTelling, type CauseNode } from '@quench/historian-domain';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Archive } from './archive.js';
import { Subjects } from './subjects.js';

/** The chain of causes of an image, a channel, a digest. */
export class Why extends Query<CauseNode> {
  constructor(readonly ref: string) {
    super();
  }
}

@QueryHandler(Why)
export class WhyHandler implements IQueryHandler<Why> {
  constructor(
    private readonly archive: Archive,
    private readonly subjects: Subjects,
  ) {}

  /** @throws Rejection `line-ambiguous`, `reference-malformed`, `digest-unknown`, `digest-ambiguous`, `unknown-to-history` */
  async execute({ ref }: Why): Promise<CauseNode> {
    const line = await this.subjects.line(ref);
    const subject = line?.image ?? (await this.subjects.named(ref));
    const events = await (line === undefined ? this.archive.storyOf(subject) : this.archive.storyOfLine(line));
    const found = mostTelling(events, subject) ?? events.at(-1);
    if (found === undefined) {
      await this.subjects.expect(subject);
      throw new Rejection('unknown-to-history', `${subject} is named by a lock, and nothing happened to it yet`);
    }
    return causeTree(found, await this.archive.ancestors(found), subject);
  }
}
