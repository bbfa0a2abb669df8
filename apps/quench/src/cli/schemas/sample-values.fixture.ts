/** Values that many samples of answers hold. */
export const digest = `sha256:${'ab'.repeat(32)}`;
export const at = '2026-03-01T10:00:00.000Z';
export const id = '7f3c9f5e-3f0b-5b4e-9a53-6a8d0c1e2f30';
