const BLOCK = 64;
const STEPS = 80;
const WORDS = 16;

/** A function and a constant for each quarter of the steps (FIPS 180-4, 4.1.1 and 4.2.1). */
const QUARTERS: readonly (readonly [mix: (b: number, c: number, d: number) => number, constant: number])[] = [
  [(b, c, d) => (b & c) | (~b & d), 0x5a827999],
  [(b, c, d) => b ^ c ^ d, 0x6ed9eba1],
  [(b, c, d) => (b & c) | (b & d) | (c & d), 0x8f1bbcdc],
  [(b, c, d) => b ^ c ^ d, 0xca62c1d6],
];

/** SHA-1, for formats of files that end in one; it protects nothing. @returns 20 bytes */
export function sha1(bytes: Uint8Array): Uint8Array {
  const message = padded(bytes);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  for (let at = 0; at < message.byteLength; at += BLOCK) digestBlock(state, message, at);
  const result = new DataView(new ArrayBuffer(20));
  state.forEach((word, index) => result.setInt32(index * 4, word));
  return new Uint8Array(result.buffer);
}

/** The message with a one bit, zeros, and its length in bits as 64 bits at the end of a block. */
function padded(bytes: Uint8Array): DataView {
  const whole = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setBigUint64(whole.length - 8, BigInt(bytes.length) * 8n);
  return view;
}

function digestBlock(state: Int32Array, message: DataView, at: number): void {
  const words = new Int32Array(STEPS);
  for (let t = 0; t < WORDS; t++) words[t] = message.getInt32(at + t * 4);
  for (let t = WORDS; t < STEPS; t++) {
    words[t] = rotated(word(words, t - 3) ^ word(words, t - 8) ^ word(words, t - 14) ^ word(words, t - 16), 1);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (const [quarter, [mix, constant]] of QUARTERS.entries()) {
    for (let t = quarter * 20; t < quarter * 20 + 20; t++) {
      const next = (rotated(a, 5) + mix(b, c, d) + e + constant + word(words, t)) | 0;
      [a, b, c, d, e] = [next, a, rotated(b, 30), c, d];
    }
  }
  [a, b, c, d, e].forEach((value, index) => (state[index] = word(state, index) + value));
}

const word = (words: Int32Array, index: number): number => words[index] ?? 0;
const rotated = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));
