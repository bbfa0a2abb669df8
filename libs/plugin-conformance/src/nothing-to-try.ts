/** Cases that could not be made: nothing can be said about the law. */
export class NothingToTry extends Error {
  override readonly name = 'NothingToTry';
}
