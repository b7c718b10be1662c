/** Where a deployed API answers. */
import type { Lab, Target } from '../lab/lab.js';
import { domainOf } from './arns.js';
import { ownRestApis, theRestApi } from './read-rest-api.js';

/**
 * The address of a stage, without a slash at its end. At an endpoint of one's own, which has one name for all APIs,
 * the API is part of the path. AWS: "Invoke REST APIs in API Gateway".
 */
export function stageUrl({ endpoint, region }: Target, restApiId: string, stage: string): string {
  if (endpoint !== undefined) {
    return `${endpoint.replace(/\/+$/, '')}/execute-api/${restApiId}/${stage}`;
  }
  return `https://${restApiId}.execute-api.${region}.${domainOf(region)}/${stage}`;
}

export interface DeployedApi {
  readonly id: string;
  /** Of the stage, without a slash at its end. */
  readonly url: string;
}

/** The lab's API, and where it answers; undefined where there is none. */
export async function findApi(lab: Lab, stage: string): Promise<DeployedApi | undefined> {
  const api = await theRestApi(lab, await ownRestApis(lab), stage);
  return api === undefined ? undefined : { id: api.id, url: stageUrl(lab.target, api.id, stage) };
}

/** Where the lab's API answers; undefined where there is none. */
export async function findApiUrl(lab: Lab, stage: string): Promise<string | undefined> {
  return (await findApi(lab, stage))?.url;
}
