/** Predicate types of the statements that services sign and images carry. Unversioned where verifiers look for that. */
export const predicateTypes = {
  provenance: 'https://slsa.dev/provenance/v1',
  spdx: 'https://spdx.dev/Document',
  cyclonedx: 'https://cyclonedx.org/bom',
  testResult: 'https://in-toto.io/attestation/test-result/v0.1',
  cosignSignature: 'https://sigstore.dev/cosign/sign/v1',
} as const;

/** The build type of Quench's own provenance. */
export const BUILD_TYPE = 'https://quench.example/build/image/v1';

/** Predicate of the builder's provenance, as far as the distributor checks it. */
export interface ProvenancePredicate {
  readonly buildDefinition: {
    readonly buildType: typeof BUILD_TYPE;
    readonly externalParameters: { readonly recipe: string; readonly platform: string };
    readonly internalParameters: { readonly [key: string]: string };
    readonly resolvedDependencies: readonly {
      readonly uri: string;
      readonly digest: { readonly sha256: string };
    }[];
  };
  readonly runDetails: {
    readonly builder: { readonly id: string; readonly version: { readonly quench: string } };
    readonly metadata: { readonly invocationId: string; readonly startedOn: string; readonly finishedOn: string };
    readonly byproducts: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  };
}

/** Predicate of the tester's verdict. */
export interface TestResultPredicate {
  readonly result: 'PASSED' | 'FAILED';
  /** Test plan and policy, by digest. */
  readonly configuration: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  /** `<platform>/<test>` */
  readonly passedTests: readonly string[];
  readonly warnedTests: readonly string[];
  readonly failedTests: readonly string[];
}
