/** What a way of making an image took. */
export interface Took {
  /** Of the program and its settings. */
  readonly name: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Another program that makes an image of the same packages, or of the same files. */
export interface BuildPeer {
  /** One run of each of its ways. */
  run(): Promise<readonly Took[]>;
}
