/** What the plugin uses of `semver`, which comes without types. */
declare module 'semver' {
  interface SemVer {
    readonly major: number;
    readonly minor: number;
    readonly patch: number;
    readonly prerelease: readonly (string | number)[];
    readonly version: string;
  }
  interface Options {
    /** Reads what was published before the registry was strict. */
    readonly loose: boolean;
  }
  const semver: {
    /** `null` for a text that is no version. */
    parse(version: string, options: Options): SemVer | null;
    compare(a: string, b: string, options: Options): -1 | 0 | 1;
    /** `null` for a text that is no range. */
    validRange(range: string, options: Options): string | null;
    satisfies(version: string, range: string, options: Options): boolean;
  };
  export default semver;
}
