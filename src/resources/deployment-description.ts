/** What a deployment of ours is called: by it a stage tells whether it serves the API as it is now. Pure: no calls. */
import { createHash } from 'node:crypto';
import { wantedShape } from './method-shape.js';
import { VALIDATES } from './request-validators.js';
import type { RestApiSpec } from './rest-api-spec.js';

const DEPLOYED_BY = 'orders-lab, routes';
/** Hexadecimal digits, enough to tell the routes of some versions apart. */
const DIGEST_LENGTH = 16;

/** `orders-lab, routes 0123456789abcdef` */
export function deploymentDescription(spec: RestApiSpec): string {
  return `${DEPLOYED_BY} ${digestOf(spec)}`;
}

/** Whether a deployment was made by this program, of whatever routes. */
export function isOurDeployment(description: string | undefined): boolean {
  return description?.startsWith(`${DEPLOYED_BY} `) === true;
}

/** Of everything that a deployment takes a copy of, as this version makes it: what a spec says, and what is made of it. */
function digestOf(spec: RestApiSpec): string {
  const methods = spec.routes.map((route) => [route.verb, route.path, wantedShape(route, spec)]);
  const deployed = JSON.stringify([methods, spec.models, spec.validator, VALIDATES]);
  return createHash('sha256').update(deployed).digest('hex').slice(0, DIGEST_LENGTH);
}
