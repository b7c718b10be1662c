import { json } from './answers.js';
import { etagOf } from './etag.js';
import { inOrder } from './order.js';
import { type ApiRequest, refuseQuery } from './request.js';
import { readById } from './table.js';

/** GET /orders/{order_id} */
export async function readOrder(request: ApiRequest): Promise<Response> {
  refuseQuery(request);
  const order = await readById(request.orderId);
  return json(200, inOrder(order), { etag: etagOf(order) });
}
