/** A request as an endpoint sees it; no endpoint takes a body. */
export interface EndpointRequest {
  /** Of the query string; the last of each name. */
  readonly query: Readonly<Record<string, string>>;
}

/** An answer before it is written. */
export interface EndpointReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Who may ask. */
export type Guard =
  /** Everyone who reaches the port: says nothing that is worth hiding. */
  | 'public'
  /** Who has the token of services. */
  | 'token';

/** One route of a service, with what its OpenAPI document says of it. */
export interface Endpoint {
  /** Without parameters: `/health/live`. */
  readonly path: string;
  readonly guard: Guard;
  /** One line for people. */
  readonly summary: string;
  /** By name, of the query string: one line for people. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** By status: one line for people. */
  readonly answers: Readonly<Record<number, string>>;
  handle(request: EndpointRequest): Promise<EndpointReply>;
}

/** A JSON answer. */
export const json = (status: number, value: unknown): EndpointReply => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(value),
});

/** An answer that says what is wrong, with a code. */
export const problem = (status: number, code: string, message: string): EndpointReply =>
  json(status, { code, message });
