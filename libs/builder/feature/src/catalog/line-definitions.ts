import { lineDefinition, type ImageDefinition, type LineDefinition } from '@quench/contracts';
import type { Documents } from '@quench/ports';
import type { CatalogLine } from './accepted-lines.js';

/** What definitions say of lines. Reads each definition once where the lines of an image come one after the other. */
export class LineDefinitions {
  private last: { readonly digest: string; readonly image: ImageDefinition } | undefined;

  constructor(private readonly documents: Documents) {}

  /** Undefined for a line that its definition has not. */
  async of(line: CatalogLine): Promise<LineDefinition | undefined> {
    const { definition: digest } = line.definition;
    if (this.last?.digest !== digest) {
      this.last = { digest, image: await this.documents.read<ImageDefinition>(digest) };
    }
    return lineDefinition(this.last.image, line);
  }
}
