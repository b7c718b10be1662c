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
 * Answers every other method of a path: OPTIONS with what a browser
 * asks before a request to another site, the rest with 405.
 */
export function orElse(
  app: Router,
  path: `/${string}`,
  methods: readonly string[],
): void {
  const others = Object.values(HttpVerbs).filter(
    (method) => !methods.includes(method),
  );
  const refuse: RouteHandler = async () => {
    throw methodNotAllowed(methods);
  };
  app.options(path, async () => preflight(methods));
  app.route(refuse, { path, method: others });
}
