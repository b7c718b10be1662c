/** Where a deployed API answers. */
import { sendHttp } from '../aws/http-request.js';
import type { Lab, Target } from '../lab/lab.js';
import { isEmulator } from '../lab/patience.js';
import { Problem } from '../problem.js';
import { domainOf } from './arns.js';
import { ownRestApis, theRestApi } from './read-rest-api.js';

/**
 * The address of a stage, without a slash at its end. At an endpoint of one's own, which has one name for all APIs,
 * the API is part of the path. AWS: "Invoke REST APIs in API Gateway".
 */
export function stageUrl(target: Target, restApiId: string, stage: string): string {
  const { endpoint, region } = target;
  if (endpoint === undefined) {
    return `https://${restApiId}.execute-api.${region}.${domainOf(region)}/${stage}`;
  }
  return `${withoutSlash(endpoint)}/execute-api/${restApiId}/${stage}`;
}

/** Where emulators serve a stage, below their own address: the sandbox; LocalStack, now and before. */
function emulatedUrls(endpoint: string, restApiId: string, stage: string): string[] {
  const base = withoutSlash(endpoint);
  return [
    `${base}/execute-api/${restApiId}/${stage}`,
    `${base}/_aws/execute-api/${restApiId}/${stage}`,
    `${base}/restapis/${restApiId}/${stage}/_user_request_`,
  ];
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}

/**
 * The same, for sure: emulators have no address in common, so theirs are tried.
 * @throws {Problem} where an emulator serves the API at none of them.
 */
export async function servedUrl(lab: Lab, restApiId: string, stage: string): Promise<string> {
  const { target } = lab;
  if (!isEmulator(lab) || target.endpoint === undefined) return stageUrl(target, restApiId, stage);
  const urls = emulatedUrls(target.endpoint, restApiId, stage);
  for (const url of urls) {
    const { body } = await sendHttp({ method: 'GET', url: `${url}/` }, lab);
    if (isJson(body)) return url;
  }
  throw new Problem(`${target.endpoint} does not serve the API that it has deployed.`, {
    because: `API Gateway would answer in JSON, and none of these does: ${urls.join(', ')}.`,
    next: 'The other steps need no API. To do this one, use AWS, the sandbox or an emulator that serves REST APIs.',
  });
}

/** What answers in another way is another service of the emulator, or a page that says there is nothing. */
function isJson(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}

export interface DeployedApi {
  readonly id: string;
  /** Of the stage, without a slash at its end. */
  readonly url: string;
}

/** The lab's API, and where it answers; undefined where there is none. */
export async function findApi(lab: Lab, stage: string): Promise<DeployedApi | undefined> {
  const api = await theRestApi(lab, await ownRestApis(lab), stage);
  return api === undefined ? undefined : { id: api.id, url: await servedUrl(lab, api.id, stage) };
}

/** Where the lab's API answers; undefined where there is none. */
export async function findApiUrl(lab: Lab, stage: string): Promise<string | undefined> {
  return (await findApi(lab, stage))?.url;
}
