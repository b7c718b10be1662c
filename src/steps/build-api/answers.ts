/** The bodies of the API's answers, read as far as the proof needs them. */
import { z } from 'zod';
import type { HttpAnswer } from '../../aws/http-request.js';

const order = z.looseObject({ order_id: z.string(), order_status: z.string() });
export type ApiOrder = z.infer<typeof order>;

const page = z.object({ orders: z.array(order), cursor: z.string().optional() });
export type OrdersPage = z.infer<typeof page>;

const refusal = z.object({
  message: z.string(),
  errors: z.array(z.object({ field: z.string() })).default([]),
});

/** Undefined for what is no order. */
export function orderIn({ body }: HttpAnswer): ApiOrder | undefined {
  return order.safeParse(parse(body)).data;
}

/** Undefined for what is no page of orders. */
export function pageIn({ body }: HttpAnswer): OrdersPage | undefined {
  return page.safeParse(parse(body)).data;
}

/** The ids of a page, sorted: "none" where there is none, "no list" for what is no page. */
export function idsIn(answer: HttpAnswer): string {
  const found = pageIn(answer);
  if (found === undefined) return `${answer.status}, no list`;
  return idsInWords(found.orders.map(({ order_id }) => order_id));
}

export function idsInWords(ids: readonly string[]): string {
  return ids.toSorted().join(', ') || 'none';
}

/** The fields that a refusal names, sorted. */
export function fieldsIn({ body }: HttpAnswer): readonly string[] {
  const found = refusal.safeParse(parse(body)).data;
  return [...new Set((found?.errors ?? []).map(({ field }) => field))].sort();
}

/** What a refusal says in a sentence. */
export function messageIn({ body }: HttpAnswer): string {
  return refusal.safeParse(parse(body)).data?.message ?? 'no message';
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
