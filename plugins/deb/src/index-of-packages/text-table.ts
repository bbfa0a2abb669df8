import { bytesOf } from '../control/index.js';
import { bytesOfNumbers, numbersIn } from './sections.js';

/** Gives each text a number, in the order in which they are first met. */
export class TextNumbers {
  readonly texts: string[] = [];
  private readonly numbers = new Map<string, number>();

  of(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.add(text);
    this.numbers.set(text, number);
    return number;
  }

  /** A number of its own for a text that hardly occurs twice: looking it up would cost more than keeping it twice. */
  add(text: string): number {
    return this.texts.push(text) - 1;
  }
}

/** Texts by their numbers: where each one ends, and the texts one after the other. */
export function encodeTexts(texts: readonly string[]): readonly [ends: Uint8Array, texts: Uint8Array] {
  const ends = new Uint32Array(texts.length);
  let end = 0;
  for (const [number, text] of texts.entries()) ends[number] = end += text.length;
  return [bytesOfNumbers(ends), bytesOf(texts.join(''))];
}

/** Reads what {@link encodeTexts} wrote, each text when it is first asked for. */
export class TextTable {
  readonly size: number;
  private readonly ends: Uint32Array;
  private readonly texts: Buffer;
  private readonly read: (string | undefined)[];

  constructor(ends: Uint8Array, texts: Uint8Array) {
    this.ends = numbersIn(ends);
    this.size = this.ends.length;
    this.texts = Buffer.from(texts.buffer, texts.byteOffset, texts.byteLength);
    // Of its full length at once: an array that is filled here and there is a slow one.
    this.read = new Array<string | undefined>(this.size);
  }

  /** Empty for a number that no text has. */
  text(number: number): string {
    return (this.read[number] ??= this.texts.toString('latin1', this.ends[number - 1] ?? 0, this.ends[number] ?? 0));
  }
}

/** Where to find the number of a text: open addressing over at least twice as many slots; 0 is a free one. */
export function encodeSlots(texts: readonly string[]): Uint8Array {
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(texts.length * 2 + 1)));
  for (const [number, text] of texts.entries()) {
    let at = hash(text) & (slots.length - 1);
    while (slots[at] !== 0) at = (at + 1) & (slots.length - 1);
    slots[at] = number + 1;
  }
  return bytesOfNumbers(slots);
}

/** The number of a text; undefined when the table does not have it. */
export function findText(text: string, table: TextTable, slots: Uint32Array): number | undefined {
  for (let at = hash(text) & (slots.length - 1); ; at = (at + 1) & (slots.length - 1)) {
    const number = slots[at] ?? 0;
    if (number === 0) return undefined;
    if (table.text(number - 1) === text) return number - 1;
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
