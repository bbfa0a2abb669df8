/** One Jest over all projects. */
export default {
  projects: [
    '<rootDir>/libs/*/jest.config.mjs',
    '<rootDir>/libs/*/*/jest.config.mjs',
    '<rootDir>/plugins/*/jest.config.mjs',
    '<rootDir>/apps/*/jest.config.mjs',
    '<rootDir>/tools/*/jest.config.mjs',
  ],
  // Specs with databases and sandboxes wait for what they started: more of them at once would wait for each other.
  maxWorkers: 2,
  // For what hangs: on a busy machine a thread or a database takes longer than Jest's five seconds to start.
  testTimeout: 60_000,
  // Modules of finished specs stay in a worker's memory.
  workerIdleMemoryLimit: '1GB',
};
