export const COMMA = 44;
export const BAR = 124;
export const OPEN = 40;
export const CLOSE = 41;
const COLON = 58;

/** Walks over the value of a relation field, character by character: a whole index has half a million relations. */
export class RelationScanner {
  constructor(
    private readonly text: string,
    private at: number,
    private readonly end: number,
  ) {}

  get done(): boolean {
    return this.at >= this.end;
  }

  get atEndOfName(): boolean {
    const code = this.text.charCodeAt(this.at);
    return this.done || code === OPEN || code === COMMA || code === BAR;
  }

  blanks(): void {
    while (this.at < this.end && this.text.charCodeAt(this.at) <= 32) this.at++;
  }

  /** Whether a character comes next, which is then passed. */
  take(code: number): boolean {
    if (this.done || this.text.charCodeAt(this.at) !== code) return false;
    this.at++;
    return true;
  }

  /** A name, with its architecture where it has one; empty where none starts. */
  name(): string {
    const start = this.at;
    if (!is(this.text.charCodeAt(this.at), LETTER)) return '';
    this.run(NAME);
    if (this.at < this.end && this.text.charCodeAt(this.at) === COLON) {
      this.at++;
      if (this.run(QUALIFIER) === '') return '';
    }
    return this.text.slice(start, this.at);
  }

  operator(): string {
    return this.run(OPERATOR);
  }

  version(): string {
    return this.run(VERSION);
  }

  private run(kind: number): string {
    const start = this.at;
    while (this.at < this.end && is(this.text.charCodeAt(this.at), kind)) this.at++;
    return this.text.slice(start, this.at);
  }
}

const LETTER = 1;
const NAME = 2;
const QUALIFIER = 4;
const OPERATOR = 8;
const VERSION = 16;

/** What a character may be part of. */
const KINDS = Uint8Array.from({ length: 256 }, (_, code) => {
  const text = String.fromCharCode(code);
  const kinds = [
    [LETTER, /[A-Za-z0-9]/],
    [NAME, /[A-Za-z0-9+.-]/],
    [QUALIFIER, /[a-z0-9-]/],
    [OPERATOR, /[<>=!]/],
    [VERSION, /[^\s()]/],
  ] as const;
  return kinds.reduce((sum, [kind, form]) => sum + (form.test(text) ? kind : 0), 0);
});

const is = (code: number, kind: number): boolean => ((KINDS[code] ?? 0) & kind) !== 0;
