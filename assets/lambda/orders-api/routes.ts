/** From the router to what answers, and to what answers if nothing does. */
import {
  HttpVerbs,
  type Router,
} from '@aws-lambda-powertools/event-handler/http';
import type { RouteHandler } from '@aws-lambda-powertools/event-handler/types';
import { preflight } from './answers.js';
import { methodNotAllowed } from './refusals.js';
import { type ApiRequest, requestOf } from './request.js';

/** Hands `work` the request in our own terms. */
export function route(
  work: (request: ApiRequest) => Promise<Response>,
): RouteHandler {
  return (context) => work(requestOf(context));
}

/**
 * Answers every other method of these paths: OPTIONS with what a browser
 * asks before a request to another site, the rest with 405.
 */
export function orElse(
  app: Router,
  allowed: Readonly<Record<`/${string}`, readonly string[]>>,
): void {
  for (const [path, methods] of Object.entries(allowed)) {
    const other = Object.values(HttpVerbs).filter(
      (method) => !methods.includes(method),
    );
    app.options(asPath(path), async () => preflight(methods));
    app.route(
      async () => {
        throw methodNotAllowed(methods);
      },
      { path: asPath(path), method: other },
    );
  }
}

function asPath(text: string): `/${string}` {
  return `/${text.replace(/^\//, '')}`;
}
