import type { Agent, IncomingHttpHeaders } from 'node:http';

export interface ApiAnswer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export type Send = (
  method: string,
  path: string,
  options?: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string },
) => Promise<ApiAnswer>;

export function sender(url: string, agent: Agent): Send;
export function placeSharedOrder(send: Send): Promise<void>;
export function changesOfSharedOrder(send: Send): Promise<number>;

export class ApiClient {
  constructor(send: Send, number: number);
  readonly wrong: readonly string[];
  readonly races: number;
  act(): Promise<number[]>;
}
