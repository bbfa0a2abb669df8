import { lineKey, lineName, type ImageLine } from '@quench/contracts';
import { PERSON_PRIORITY, Rejection } from '@quench/kernel';
import { ReadModels, WorkQueue } from '@quench/ports';
import { isDue, testedImages, type TestedImageRow } from '@quench/tester-domain';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

/** Asks everything of a line's newest index that has no answer yet, ahead of everything else. */
export class RunTests extends Command<void> {
  constructor(
    readonly line: ImageLine,
    readonly correlationId: string,
  ) {
    super();
  }
}

@CommandHandler(RunTests)
export class RunTestsHandler implements ICommandHandler<RunTests> {
  constructor(
    private readonly models: ReadModels,
    private readonly queue: WorkQueue,
  ) {}

  /** @throws Rejection `image-unknown`, `not-built-yet` */
  async execute({ line, correlationId }: RunTests): Promise<void> {
    const key = lineKey(line);
    const image = lineName(line);
    const row = await this.models.get<TestedImageRow>(testedImages.name, key);
    if (row === undefined || row.retired) {
      throw new Rejection('image-unknown', `No image "${image}". See: quench image list`);
    }
    if (!isDue(row)) throw new Rejection('not-built-yet', `${image} has nothing to test yet. See: quench why ${image}`);
    // A person's wish is no event, so it is no new cause: what died or was dropped would stay as it is.
    await this.queue.retry('verdict', key);
    await this.queue.enqueue([{ kind: 'verdict', key, priority: PERSON_PRIORITY }], { causes: [], correlationId });
  }
}
