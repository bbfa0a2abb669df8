import { expect, it } from '@jest/globals';
import { scramVerifier } from './scram-verifier.js';

it('is what PostgreSQL keeps of the password with this salt', () => {
  // RFC 7677: "pencil", this salt and 4,096 iterations.
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
  expect(scramVerifier('pencil', salt)).toBe(
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  );
});

it('is another one each time, and never holds the password', () => {
  expect(scramVerifier('secret')).not.toBe(scramVerifier('secret'));
  expect(scramVerifier('secret')).not.toContain('secret');
});
