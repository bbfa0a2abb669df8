import type { Started } from './quench.js';
import { waitFor } from './wait-for.js';

const INDEX = 'application/vnd.oci.image.index.v1+json';

interface Document {
  readonly manifests: readonly { readonly digest: string }[];
  readonly layers: readonly { readonly digest: string }[];
}

/** Where a running `up` serves images. */
export class Gateway {
  /** @param address `127.0.0.1:<port>` */
  constructor(private readonly address: string) {}

  static async of(up: Started): Promise<Gateway> {
    const ended = up.ended.then(({ code }) => {
      throw new Error(`up ended with ${String(code)} before it served anything:\n${up.said()}`);
    });
    const address = waitFor('the address of the gateway', () => /gateway (\S+)\n/.exec(up.said())?.[1]);
    return new Gateway(await Promise.race([address, ended]));
  }

  /** The digest that a tag points at; undefined when there is no such tag. */
  async digest(image: string, tag = 'latest'): Promise<string | undefined> {
    const answer = await fetch(`http://${this.address}/v2/${image}/manifests/${tag}`, {
      method: 'HEAD',
      headers: { accept: INDEX },
    });
    return answer.headers.get('docker-content-digest') ?? undefined;
  }

  /** The layers of an index's one child, in order. */
  async layers(image: string, index: string): Promise<readonly string[]> {
    const [child] = (await this.document(image, index)).manifests;
    return (await this.document(image, child?.digest ?? '')).layers.map(({ digest }) => digest);
  }

  private async document(image: string, digest: string): Promise<Document> {
    const answer = await fetch(`http://${this.address}/v2/${image}/manifests/${digest}`);
    return (await answer.json()) as Document;
  }
}
