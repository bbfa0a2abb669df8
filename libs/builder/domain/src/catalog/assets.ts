/** A file of the catalog folder that definitions may copy into images. */
export interface Asset {
  readonly sha256: string;
  readonly size: number;
}

/** Assets by path relative to the catalog folder. */
export type Assets = ReadonlyMap<string, Asset>;
