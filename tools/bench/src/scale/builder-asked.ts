/** What an instance of the bench's builder is asked. It answers with what was wrong, a line each. */
export type BuilderAsked =
  /** To make images of these names the catalog. */
  | { readonly kind: 'apply'; readonly images: readonly string[] }
  /** To take so long for each image from now on. */
  | { readonly kind: 'sleep'; readonly sleepMs: number };
