import { headLocks, type HeadLockRow } from '@quench/builder-domain';
import { lineKey, lineName, type ImageLine } from '@quench/contracts';
import { PERSON_PRIORITY, Rejection } from '@quench/kernel';
import { ReadModels, WorkQueue } from '@quench/ports';
import { AcceptedLines } from '../catalog/accepted-lines.js';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

/** Brings one line of an image up to date ahead of everything else. */
export class BuildImage extends Command<void> {
  constructor(
    readonly line: ImageLine,
    readonly correlationId: string,
  ) {
    super();
  }
}

@CommandHandler(BuildImage)
export class BuildImageHandler implements ICommandHandler<BuildImage> {
  constructor(
    private readonly models: ReadModels,
    private readonly lines: AcceptedLines,
    private readonly queue: WorkQueue,
  ) {}

  /** @throws Rejection `image-unknown` */
  async execute({ line, correlationId }: BuildImage): Promise<void> {
    if ((await this.lines.get(line)) === undefined) {
      throw new Rejection('image-unknown', `No definition of "${lineName(line)}". See: quench image list`);
    }
    const key = lineKey(line);
    const head = await this.models.get<HeadLockRow>(headLocks.name, key);
    const recipes = (head?.recipes ?? []).map(({ recipe }) => ({
      kind: 'build',
      key: recipe,
      priority: PERSON_PRIORITY,
    }));
    const wanted = [
      { kind: 'lock', key, priority: PERSON_PRIORITY },
      ...recipes,
      { kind: 'image', key, priority: PERSON_PRIORITY },
    ];
    // A person's wish is no event, so it is no new cause: what died or was dropped would stay as it is.
    for (const item of wanted) await this.queue.retry(item.kind, item.key);
    await this.queue.enqueue(wanted, { causes: [], correlationId });
  }
}
