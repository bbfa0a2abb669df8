import { ImageAssembler, type Assembly, type AssemblyRequest } from '@quench/ports';

type Options = Parameters<ImageAssembler['assemble']>[1];

/** Writes what the one of today writes, and says that it is the format after it. */
export class NewerAssembler extends ImageAssembler {
  override readonly codecVersion: number;

  constructor(private readonly today: ImageAssembler) {
    super();
    this.codecVersion = today.codecVersion + 1;
  }

  override assemble(request: AssemblyRequest, options: Options): Promise<Assembly> {
    const { recipe } = request;
    if (recipe.versions.codec !== this.codecVersion) return this.today.assemble(request, options);
    const versions = { ...recipe.versions, codec: this.today.codecVersion };
    return this.today.assemble({ ...request, recipe: { ...recipe, versions } }, options);
  }
}
