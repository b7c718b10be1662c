/**
 * The orders API: what API Gateway calls for every request, and the
 * table of its routes.
 */
import { Router } from '@aws-lambda-powertools/event-handler/http';
import { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyHandler } from 'aws-lambda';
import { UndatedFormatter } from '../shared/undated-formatter.js';
import { ALWAYS, withHeaders } from './answers.js';
import { forRouter } from './api-event.js';
import { changeOrder } from './change-order.js';
import { createOrder } from './create-order.js';
import { deleteOrder } from './delete-order.js';
import { answerTo } from './error-answers.js';
import { listOrders } from './list-orders.js';
import { readOrder } from './read-order.js';
import { orElse, route } from './routes.js';
import { beforeTimeout } from './time-limit.js';

const logger = new Logger({
  serviceName: 'orders-api',
  logFormatter: new UndatedFormatter(),
});
const app = new Router({ logger });

app.post('/orders', route(createOrder));
app.get('/orders', route(listOrders));
app.get('/orders/:order_id', route(readOrder));
app.put('/orders/:order_id', route(changeOrder));
app.delete('/orders/:order_id', route(deleteOrder));
orElse(app, '/orders', ['GET', 'POST', 'OPTIONS']);
orElse(app, '/orders/:order_id', ['GET', 'PUT', 'DELETE', 'OPTIONS']);
app.errorHandler(Error, answerTo(logger));

export const handler: APIGatewayProxyHandler = async (event, context) => {
  logger.addContext(context);
  const answer = await beforeTimeout(
    app.resolve(forRouter(event), context),
    context,
  );
  logger.info(`${event.httpMethod} ${event.path}`, {
    status: answer.statusCode,
    api_request_id: event.requestContext.requestId,
  });
  return withHeaders(answer, {
    ...ALWAYS,
    'x-request-id': context.awsRequestId,
  });
};
